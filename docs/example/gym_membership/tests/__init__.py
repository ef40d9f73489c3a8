from . import test_anonymization
