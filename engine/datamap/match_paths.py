"""Paths to records that hang on no partner: by a value that they carry, or by a field
of the contact that names them."""

from typing import NamedTuple

from odoo.fields import Json

PARTNER = "res.partner"
# Kinds of values by which records without a link to a partner are found.
MATCHED = ("email", "phone", "name")
# A text with any number of e-mail addresses, such as the recipients of a mail: what
# names somebody else as well belongs to nobody.
EMAILS = "emails"
# A column whose json names records, such as the arguments of a job.
RECORDS = "records"
# A many2one field of the contact, such as that of its place among the locations: the
# records that it names, and those below them.
NAMED = "named"


class MatchPath(NamedTuple):
    """A column with an e-mail address, a phone number or a name, or with a json that
    names records; or a field of the contact that names the record."""

    kind: str
    field: str

    @property
    def value(self):
        """Of which kind the values are that it is compared with."""
        return "email" if self.kind == EMAILS else self.kind


def parse(env, model, kind, name):
    """Read one such path of the data map.

    :return: :class:`MatchPath`
    :raise ValueError: the field is missing, not stored or of another type
    """
    kinds = (*MATCHED, EMAILS, RECORDS, NAMED)
    if kind not in kinds:
        raise ValueError(f"{kind} is none of {', '.join(kinds)}")
    owner = env[PARTNER] if kind == NAMED else model
    field = owner._fields.get(name)
    is_stored = bool(field and field.store)
    if kind == NAMED:
        names = is_stored and field.type == "many2one"
        if not (names and field.comodel_name == model._name):
            raise ValueError(f"{PARTNER} has no stored link {name} to {model._name}")
    elif kind == RECORDS:
        if not (is_stored and isinstance(field, Json)):
            raise ValueError(f"{model._name} has no stored json {name}")
    elif not (is_stored and field.type in ("char", "text")):
        raise ValueError(f"{model._name} has no stored text {name}")
    return MatchPath(kind, name)
