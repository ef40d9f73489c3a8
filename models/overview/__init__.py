"""The first screen of the app: every number opens the list that it was counted from."""

from . import (
    partner_anonymization_overview,
    partner_anonymization_overview_charts,
    partner_anonymization_overview_steps,
)
