from . import partner_anonymize, partner_deanonymize
