from . import test_keys, test_redaction, test_roundtrip
