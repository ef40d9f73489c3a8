from . import (
    test_blockers,
    test_bystanders,
    test_guards,
    test_keys,
    test_leak,
    test_own_record,
    test_purge,
    test_redaction,
    test_roundtrip,
    test_shared_records,
    test_subject,
    test_vault,
)
