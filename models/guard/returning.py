"""What is said when somebody enters a person again who was deleted for good."""

from odoo.exceptions import UserError
from odoo.tools import format_date

from ... import parameters
from ...engine.checks import automatic_actions, known_again
from ...engine.log import log_entries
from ...engine.vault import guard_hashes
from ..log import refusal_log

REASON = "anonymization_return_reason"
REASONS = [
    ("purchase", "New purchase or contract"),
    ("consent", "New consent"),
    ("law", "Legal obligation"),
]
# Under this key of the context an import collects what it has to say. A client can
# send any list, but not one that anybody reads.
COLLECTED = "anonymization_returning"


def find(model, vals_list):
    """Who of these was deleted for good, as far as the settings want it to be known.

    :return: as :func:`known_again.find`
    :raise UserError: the settings refuse it, and nobody has said why it must be
    """
    env = model.env
    if not env.registry.ready or parameters.choice_or_default(env, "guard") == "off":
        return {}
    found = known_again.find(model, vals_list)
    if found and parameters.choice_or_default(env, "guard") == "refuse":
        refused = {
            position: erased
            for position, erased in found.items()
            if not model._anonymization_return_reason(vals_list[position])
        }
        if refused and not automatic_actions.is_machine(env):
            refusal_log.entering_again(env, refused.values())
            raise UserError(_refusal(env, next(iter(refused.values()))))
    return found


def tell(records, vals_list, found):
    """Note at records who they are, and log it; whoever is back for a reason is not
    known again from now on."""
    env, back = records.env, {}
    texts = {}
    for position, erased in found.items():
        record = records[position]
        reason = records._anonymization_return_reason(vals_list[position])
        for one in erased.values():
            kind = "returned" if reason else "recreated"
            back.setdefault((kind, reason or None), {})[one.line_id] = one.partner_id
        texts[record.id] = _sentence(env, erased)
    for (kind, reason), partners in back.items():
        ids = [id_ for id_ in partners.values() if id_]
        log_entries.add_partner_events(records.sudo().env, kind, ids, reason)
        if reason:
            guard_hashes.forget(env.cr, partners)
    _tell_users(records, texts)


def _tell_users(records, texts):
    env = records.env
    if hasattr(records, "_message_log_batch"):
        some = records.browse(texts)
        some.sudo()._message_log_batch(texts)
    if isinstance(env.context.get(COLLECTED), Collected):
        env.context[COLLECTED].texts.extend(dict.fromkeys(texts.values()))
    elif automatic_actions.is_machine(env):
        automatic_actions.notify(
            env,
            env._("An erased person was entered again"),
            env._(
                "%(document)s %(ids)s: %(text)s",
                document=env["ir.model"]._get(records._name).name,
                ids=", ".join(map(str, texts)),
                text=next(iter(texts.values())),
            ),
        )
    else:
        message = "\n".join(dict.fromkeys(texts.values()))
        env.user._bus_send(
            "simple_notification",
            {"type": "warning", "message": message, "sticky": True},
        )


class Collected:
    """What an import has to say."""

    def __init__(self):
        self.texts = []


def _kinds(env, erased):
    names = {
        "email": env._("e-mail address"),
        "phone": env._("phone number"),
        "vat": env._("tax number"),
        "iban": env._("bank account"),
    }
    return ", ".join(names[kind] for kind in names if kind in erased)


def _sentence(env, erased):
    one = max(erased.values(), key=lambda found: found.date)
    values = {
        "kinds": _kinds(env, erased),
        "date": format_date(env, one.date),
        "line": one.line_id,
    }
    if one.on_request:
        return env._(
            "Who had this %(kinds)s was erased on request on %(date)s (log entry "
            "%(line)s). Enter the person only for a new reason.",
            **values,
        )
    return env._(
        "Who had this %(kinds)s was erased on %(date)s (log entry %(line)s). Enter the "
        "person only for a new reason.",
        **values,
    )


def _refusal(env, erased):
    return env._(
        "%(sentence)s If there is one, as a new purchase, create the contact and "
        "choose it in the field “Back Again Because Of”.",
        sentence=_sentence(env, erased),
    )


def signup_refused(env):
    """To somebody who signs up; it does not tell who was a customer."""
    return env._(
        "This address cannot be used to sign up here. Please get in touch with us."
    )
