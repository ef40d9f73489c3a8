from . import (
    partner_anonymization_accept,
    partner_anonymization_exclude,
    partner_anonymization_exempt,
    partner_anonymization_extend,
    partner_anonymization_refuse,
    partner_anonymization_simulation,
    partner_anonymization_use_presets,
    partner_anonymization_wizard,
    partner_anonymize,
    partner_anonymize_match,
    partner_deanonymize,
)
