"""Rules and their lines, exemptions, the list of unmapped fields."""

from . import (
    partner_anonymization_rule,
    partner_anonymization_rule_cache,
    partner_anonymization_rule_field,
    partner_anonymization_rule_shipped,
    partner_anonymization_exemption,
    partner_anonymization_indexes,
    partner_anonymization_unmapped,
    partner_anonymization_unmapped_accept,
    ir_ui_view,
)
