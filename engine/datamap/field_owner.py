"""Whose value a field holds, by its name: the person's own, or somebody else's.

Only the person's own values are looked for elsewhere. An address in copy, a relative,
a lawyer, whoever is in charge of a record: they may be other customers.
"""

import re
import unicodedata

from . import telling_names

# Words, in technical names, for people other than the one a record is about.
_OTHERS = frozenset(
    "cc bcc cci copy copies kopie copia watcher watchers recipient recipients "
    "follower followers notify notified emergency ice notfall urgence emergencia "
    "emergenza guarantor surety buerge relative relatives kin nok spouse husband "
    "wife fiance conjoint conyuge conjuge coniuge ehepartner ehefrau ehemann "
    "father mother parent parents dad mom mum vater mutter eltern padre madre "
    "pere mere child children son daughter kid kids sibling brother sister "
    "guardian tutor custodian heir beneficiary trustee executor lawyer attorney "
    "solicitor barrister advocate counsel anwalt avocat abogado avvocato notary "
    "notar doctor physician gp dentist arzt hausarzt medecin medico therapist "
    "nurse carer caregiver referrer referred referee referral introducer "
    "introduced invited inviter recommended manager managed boss chief supervisor "
    "supervised responsible assigned assignee salesperson salesman saleswoman "
    "seller sales agent broker intermediary assistant secretary teacher trainer "
    "coach mentor employer insurer witness zeuge temoin testigo proxy delegate "
    "representative substitute deputy backup alternate landlord neighbour "
    "neighbor host sponsor approver approved reviewer reviewed validator "
    "validated inspector operator technician author editor creator created "
    "updated modified user users staff colleague company supplier vendor carrier "
    "courier shipper forwarder consignee support helpdesk other others third "
    "translator interpreter opponent counterparty defendant plaintiff victim "
    "suspect".split()
)
# Words that say nothing of whose a field is, besides the word for what it holds.
_OWN = frozenset(
    "partner customer client contact member patient tenant applicant candidate "
    "employee person personal private privat privado prive home work business "
    "main primary first second secondary default participant attendee guest "
    "visitor requester requestor student subscriber donor buyer signer signatory "
    "caller reporter sender from my your own owner holder invoice billing "
    "delivery shipping no nr num number line address id code raw normalized "
    "sanitized formatted".split()
)
# A second contact is somebody else, a second phone is not.
_FURTHER = frozenset("second secondary third additional further backup".split())
# What a document has besides its number.
_AROUND = frozenset(
    "expiry expiration expires expire issue issued date until country authority "
    "place state type kind scheme label".split()
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SPLIT = re.compile(r"[^a-z]+")


def is_others(name):
    """Whether a field says by its name that it is about somebody else."""
    words = set(_words(name))
    if "contact" in words and words & _FURTHER:
        return True
    return any(word in _OTHERS or word.removesuffix("s") in _OTHERS for word in words)


def is_own(name):
    """Whether a field on a record of the person holds a value of the person's own, as
    far as its name tells: what it holds, and words for the person."""
    if is_others(name):
        return False
    words = name.lower().removeprefix("x_studio_").removeprefix("x_").split("_")
    return any(
        _OWN.issuperset(words[:start] + words[end:])
        and telling_names.kind("_".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


def kind_on_card(field, hint=None):
    """The kind of search term, or the part of a name, in a field of the contact.

    :param field: a stored field of ``res.partner`` that no line of the map names
    :param hint: the kind that a view's widget tells
    :return: a kind, or None
    """
    if not field.column_type or field.column_type[0] not in _COLUMNS:
        return None
    if is_others(field.name) or field.name in _ABOUT_COMPANY:
        return None
    return kind_of_column(field.name) or hint or _hint(field)


def _hint(field):
    """The kind that the field's class, label, or the field that it repeats tells."""
    texts = [type(field).__name__.lower()]
    if field.related and "." not in field.related:
        texts.append(field.related)
    if field.manual and field.string and not is_others(_plain(field.string)):
        texts.append(_plain(field.string))
    return next(filter(None, map(telling_names.kind, texts)), None)


def _plain(label):
    """A label as a technical name."""
    text = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return "_".join(re.findall(r"[a-z0-9]+", text.lower()))


def kind_of_column(name, text=""):
    """The same as :func:`kind_on_card`, where only the column is known: its module may
    be uninstalled.

    :param text: its value
    """
    if is_others(name) or name in _ABOUT_COMPANY or _AROUND & set(_words(name)):
        return None
    return None if _DAY.match(text) else telling_names.kind_inside(name)


_COLUMNS = ("varchar", "text", "int4", "jsonb")
# On the card of a person these are the company's.
_ABOUT_COMPANY = frozenset(
    ("company_name", "partner_name", "customer_name", "client_name", "contact_name")
)


def _words(name):
    return [word for word in _SPLIT.split(name.lower()) if word]
