"""Four eyes: what a second person has to agree to, and that they did."""

from . import (
    partner_anonymization_four_eyes,
    partner_anonymization_approval,
    partner_anonymization_approval_ask,
    partner_anonymization_approval_flow,
)
