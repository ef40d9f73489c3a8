"""What rules of one's own, and the redaction of finds, may never reach.

The data map is written by people who manage contacts. Nothing that they enter may
change what Odoo runs, who may sign in and what he may do, or the log of this module.
"""

import re

from .map_rules import OWN_PREFIX
from .misfit import Misfit
from .paths import PARTNER

USERS = "res.users"
# Models that hold code, rights, credentials or settings, whatever module adds to them.
_TECHNICAL = re.compile(
    r"(ir|base|bus|res\.groups|res\.users|res\.device|res\.config|auth\w*|iap|theme"
    r"|mail\.template|mail\.alias|mail\.server|mail\.ice|sms\.template|sms\.account"
    r"|fetchmail|payment\.provider|payment\.method|certificate|website\.rewrite"
    r"|discuss\.gif|web_editor|web_tour|spreadsheet|google|microsoft|publisher_warranty"
    r"|partner\.anonymize|partner\.deanonymize|partner\.anonymization)([._]|$)"
)
_TECHNICAL_TABLES = re.compile(
    r"(ir|base_automation|base_import|res_groups|res_users|res_device|auth|bus"
    r"|mail_template|sms_template|partner_anonymi)(_|$)|res_company_users_rel$"
)
# Fields with secrets, such as passwords and tokens: no domain may ask for them, and no
# path lead over them.
_SECRET = re.compile(
    r"(^|_)(password|passwd|passphrase|secret|token|totp|oauth|credentials?|api_?key"
    r"|private_?key|access_?key|secret_?key|key)(_|$)"
)
# Texts that are run or rendered; a word of one's own in them would be run as well.
_CODE = re.compile(
    r"(^|_)(code|python|expression|formula|domain|context|arch|qweb|template|defaults"
    r"|xml|script|query|sql|css|scss|js|filter)(_|$)"
)
AUDIT = ("create_uid", "write_uid")
_STRUCTURAL = re.compile(
    r"id|create_uid|write_uid|create_date|write_date|parent_path|company_id|company_ids"
    r"|display_name|active|anonymization_\w+"
)
# The only fields of the user in charge of a record that a domain may ask for.
_OF_USERS = ("id", "active", "share", "partner_id", "company_id")
# Columns of a file that describe the file itself.
_FILE_TEXTS = ("name", "description", "index_content")


def is_technical(env, model_name):
    """Whether a model holds what Odoo runs or obeys, or belongs to this module."""
    if _TECHNICAL.match(model_name) or model_name.startswith(OWN_PREFIX):
        return True
    if model_name not in env:
        return False
    model = env[model_name]
    rendered = env.registry.get("mail.render.mixin")
    return bool(_TECHNICAL_TABLES.match(model._table)) or bool(
        rendered and issubclass(type(model), rendered)
    )


def check_model(env, name):
    """Raise :class:`Misfit` unless a rule of one's own may speak of a model."""
    if name not in env:
        raise Misfit("no_model", name)
    if is_technical(env, name) and name != USERS:
        raise Misfit("technical", name)
    model = env[name]
    if model._abstract or model._transient or not model._auto:
        raise Misfit("no_table", name)


def check_step(env, field):
    """Raise :class:`Misfit` unless a path of one's own may lead over a relation."""
    if field.name in AUDIT or _repeats_audit(field):
        raise Misfit("audit", field.name)
    if field.comodel_name != USERS and is_technical(env, field.comodel_name):
        raise Misfit("technical", field.comodel_name)


def _repeats_audit(field):
    """Whether a field only repeats who created or changed a record."""
    related = field.related or ""
    names = related.split(".") if isinstance(related, str) else related
    return bool(set(AUDIT) & set(names))


def check_asked(env, model_name, field):
    """Raise :class:`Misfit` unless a domain of one's own may ask for a field: the
    number of records found would tell what it holds."""
    if _SECRET.search(field.name):
        raise Misfit("secret", field.name)
    if model_name == USERS and field.name not in _OF_USERS:
        raise Misfit("secret", field.name)
    if is_technical(env, model_name) and model_name != USERS:
        raise Misfit("technical", model_name)


def check_changed(model, field, method):
    """Raise :class:`Misfit` unless a rule of one's own may change a field.

    :param method: how: one that changes something
    """
    name = field.name
    if _STRUCTURAL.fullmatch(name):
        raise Misfit("structural", name)
    if method in ("hash", "display"):
        raise Misfit("shipped_method", name)
    if model._name == PARTNER and method != "redact":
        raise Misfit("contact", name)
    if model._name == USERS:
        _check_users(field, method)
    elif _is_code(field) and method not in ("clear", "unique"):
        raise Misfit("code", name)


def _check_users(field, method):
    harmless = (
        field.type in ("char", "text", "html")
        and method in ("clear", "redact")
        and not field.required
        and not field.groups
        and field.name != "login"
        and not _SECRET.search(field.name)
        and not _is_code(field)
    )
    if not harmless:
        raise Misfit("users", field.name)


def _is_code(field):
    return bool(
        field.type in ("char", "text", "html", "json")
        and (_CODE.search(field.name) or getattr(field, "render_engine", None))
    )


def check_groups(field, user):
    """Raise :class:`Misfit` if a user may not see a field at all.

    :param user: the one who writes the rule; None to ask nothing
    """
    if user and field.groups and not user.has_groups(field.groups):
        raise Misfit("groups", field.name)


def may_redact(env, datamap, model_name, column):
    """Whether the words of a find can be taken out of a column.

    In technical tables only where a shipped rule of the map redacts that column, and in
    the texts that a file carries of itself.
    """
    if model_name in env and is_technical(env, model_name):
        if model_name == "ir.attachment":
            return column in _FILE_TEXTS
        return any(
            rule.model == model_name and line.name == column and line.method == "redact"
            for rule in datamap.rules
            for line in rule.fields
        )
    return True
