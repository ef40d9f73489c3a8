from . import test_bystanders, test_keys, test_leak, test_redaction, test_roundtrip
