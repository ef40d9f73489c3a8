"""The key directory: what is wrong with it, and keys still to be destroyed."""

from . import (
    partner_anonymization_unchecked,
    partner_anonymization_key_destruction,
    partner_anonymization_line_keys,
    partner_anonymization_keys,
    partner_anonymization_key_rotation,
    partner_anonymization_key_commands,
)
