"""What scheduled actions do with many subjects: finish, sweep again, tell."""

from . import (
    partner_anonymization_line_turn,
    partner_anonymization_resweep,
    partner_anonymization_try,
    partner_anonymization_finish,
    partner_anonymization_mail,
    partner_anonymization_replay,
    partner_anonymization_replay_command,
    res_partner_rename,
    res_partner_replay,
)
