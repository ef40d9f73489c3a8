from . import (
    partner_anonymization_accept,
    partner_anonymization_debtor,
    partner_anonymization_exempt,
    partner_anonymization_postpone,
    partner_anonymization_wizard,
    partner_anonymize,
    partner_anonymize_match,
    partner_deanonymize,
)
