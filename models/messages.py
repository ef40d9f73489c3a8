"""Sentences for users about what the engine found; every refusal says what to do."""

from odoo.exceptions import UserError

from ..engine.redaction import Redactor

REMEDIES_SHOWN = 10


def is_true(value):
    return str(value).lower() in ("1", "true", "yes")


def locked(env):
    return env._(
        "Somebody else is just changing one of these partners or their documents. "
        "Nothing has been changed; try again in a moment."
    )


def kept_reasons(env):
    """Why something is still there, by the engine's reason codes."""
    return {
        "retention": env._("Accounting record within its legal retention"),
        "hashed": env._("Part of the inalterability hash of a posted entry"),
        "declined": env._("Data category not selected"),
        "shared": env._("Belongs to a record of somebody else"),
    }


def check_note(env, note, terms):
    """Refuse a note that names the person: the log holds no personal data.

    :param dict terms: ``{subject: terms}``
    :raise UserError: naming the words, on the screen only
    """
    if not note:
        return
    for found in terms.values():
        redactor = Redactor(found, "")
        spans = redactor.spans(note)
        if spans:
            raise UserError(
                env._(
                    "The note names the person: “%(words)s”. The log must not contain "
                    "personal data; write for example a ticket number instead.",
                    words=note[spans[0][0] : spans[0][1]],
                )
            )


def seal_unusable(env, error):
    """The message for ``engine.errors.SealUnusable``."""
    sentences = {
        "seal_missing": env._("the sealed data is not in this database any more"),
        "seal_corrupt": env._(
            "the sealed data does not fit its key: it was damaged, or comes from "
            "another database"
        ),
        "key_missing": env._(
            "the key is not in the key directory; restore the directory from where "
            "it was moved to, or check the setting of the key directory"
        ),
        "key_unreadable": env._(
            "the key file cannot be read; check its permissions and the disk"
        ),
    }
    return env._(
        "Log line %(line)s cannot be restored: %(reason)s. Nothing has been changed. "
        "(%(detail)s)",
        line=error.line_id,
        reason=sentences[error.reason],
        detail=error.detail or error.reason,
    )


def refusal(env, blockers):
    """One message that names every blocker."""
    lines = [one["message"] for one in blocker_dicts(env, blockers)]
    head = env._("Cannot anonymize. Nothing has been changed.")
    return "\n".join([head, *(f"• {line}" for line in lines)])


def blocker_dicts(env, blockers):
    """Blockers as the public interface gives them."""
    return [
        {
            "partner_id": one.partner_id,
            "code": one.code,
            "message": _sentence(env, one),
            "model": one.model,
            "res_ids": list(one.res_ids),
            "overridable": one.overridable,
        }
        for one in blockers
    ]


def _sentence(env, blocker):
    partner = env["res.partner"].sudo().browse(blocker.partner_id)
    values = {"partner": partner.display_name or f"#{partner.id}"}
    build = _SENTENCES.get(blocker.code, _open_sentence)
    return build(env, blocker, values)


def _open_sentence(env, blocker, values):
    documents = env["ir.model"]._get(blocker.model).display_name
    values.update(
        label=blocker.label or documents,
        advice=blocker.advice,
        count=len(blocker.res_ids),
    )
    if blocker.hidden:
        return env._(
            "%(partner)s: %(label)s in another company. %(advice)s", **values
        ).strip()
    names = (
        env[blocker.model].sudo().browse(blocker.res_ids[:3]).mapped("display_name")
    )
    values["names"] = ", ".join(filter(None, names))
    if len(blocker.res_ids) > len(names):
        values["names"] += ", …"
    return env._(
        "%(partner)s: %(label)s: %(count)s (%(names)s). %(advice)s", **values
    ).strip()


def _retention(env, blocker, values):
    return env._(
        "%(partner)s: kept until %(date)s after the last posted entry. Wait until "
        "then, or override the retention if you have the right to.",
        date=blocker.date,
        **values,
    )


def _hold(env, blocker, values):
    reason = env["res.partner"].sudo().browse(blocker.partner_id)
    return env._(
        "%(partner)s: legal hold (%(reason)s). Remove the hold on the partner form "
        "first.",
        reason=reason.anonymization_hold_reason or "-",
        **values,
    )


def _exempt(env, blocker, values):
    return env._(
        "%(partner)s: marked as “Never Anonymize”, a collective or one-time customer. "
        "Remove the mark on the partner form if it stands for a person.",
        **values,
    )


def _already(env, blocker, values):
    return env._(
        "%(partner)s (ID %(id)s) is anonymized already. Take it out of the selection.",
        id=blocker.partner_id,
        **values,
    )


def _protected(env, blocker, values):
    if blocker.model == "res.company":
        return env._(
            "%(partner)s is the contact of your own company and cannot be anonymized.",
            **values,
        )
    return env._(
        "%(partner)s belongs to a user of the system itself and cannot be anonymized.",
        **values,
    )


def _internal_user(env, blocker, values):
    return env._(
        "%(partner)s is an active internal user. Archive the user first.", **values
    )


def _company_access(env, blocker, values):
    return env._(
        "%(partner)s has %(document)s in a company that you cannot see. Ask a user "
        "with the right to manage anonymization.",
        document=blocker.label or env["ir.model"]._get(blocker.model).display_name,
        **values,
    )


def _unmapped(env, blocker, values):
    return env._(
        "%(partner)s: %(count)s × %(document)s (%(model)s), a model without a rule in "
        "the data map. Add a rule, or override if these records hold no personal data.",
        count=len(blocker.res_ids),
        document=env["ir.model"]._get(blocker.model).display_name,
        model=blocker.model,
        **values,
    )


_SENTENCES = {
    "retention": _retention,
    "hold": _hold,
    "exempt": _exempt,
    "already": _already,
    "protected": _protected,
    "internal_user": _internal_user,
    "company_access": _company_access,
    "unmapped": _unmapped,
}
