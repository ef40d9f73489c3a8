"""What no user does: jobs, incoming mail, tills, payments that were made.

Nobody is there to choose another partner, and what has happened must not be lost: such
a record is kept, without the anonymized partner. A user who tries the same is refused.
"""

from odoo.fields import Command

from ..database import door

# The mark is an object: a client can send any text in its context, but not this.
_KEY, _WORKING = "anonymization_machine", object()
# Fields that ask for something to be done for the partner, as an invoice to be made:
# taken out together with the partner.
_REQUESTS = ("to_invoice",)


def working(records):
    """Mark records as handled by a job or by incoming mail."""
    return records.with_context(**{_KEY: _WORKING})


def is_job(env):
    """Whether a job, or incoming mail, is at work."""
    return env.context.get(_KEY) is _WORKING


def is_machine(env):
    """Whether no user is there to read a refusal: a job is at work, or a request of the
    public, such as the answer of a payment provider."""
    return is_job(env) or env.user._is_public()


def partner_ids(vals_list, guarded):
    """The partners that values name."""
    found = set()
    for vals in vals_list:
        for name in guarded.links & vals.keys():
            if isinstance(vals[name], int) and not isinstance(vals[name], bool):
                found.add(vals[name])
        for name in guarded.many & vals.keys():
            found.update(linked(vals[name]))
    return found


def linked(commands):
    """The ids that the value of a many2many field links or sets."""
    found = set()
    for command in commands or ():
        if isinstance(command, int):
            found.add(command)
        elif command[0] == Command.LINK:
            found.add(command[1])
        elif command[0] == Command.SET:
            found.update(command[2])
    return found


def without(model, vals, gone, guarded):
    """Values without the anonymized partners among them, and without what they say of
    them; the same values where they name none.

    :param gone: ids of anonymized partners
    """
    if not partner_ids([vals], guarded) & set(gone):
        return vals
    result = dict(vals)
    for name in guarded.links & vals.keys():
        if vals[name] in gone and not model._fields[name].required:
            result[name] = False
    for name in guarded.many & vals.keys():
        result[name] = unlinked(vals[name], gone)
    for name in vals.keys() & {*guarded.copies, *_REQUESTS}:
        result[name] = False
    return result


def unlinked(commands, gone):
    """The value of a many2many field without these ids."""
    result = []
    for command in commands or ():
        if isinstance(command, int):
            result += [] if command in gone else [command]
        elif command[0] == Command.SET:
            result.append(Command.set([i for i in command[2] if i not in gone]))
        elif command[0] != Command.LINK or command[1] not in gone:
            result.append(command)
    return result


def tell(records):
    """Note on records that they have lost their partner, and tell who looks after the
    anonymization."""
    env = records.env
    text = env._(
        "The partner of this record has been anonymized: the record was kept without "
        "the partner. If an invoice was asked for, it has not been made."
    )
    if hasattr(records, "_message_log_batch"):
        records.sudo()._message_log_batch(dict.fromkeys(records.ids, text))
    notify(
        env,
        env._("A record was kept without its anonymized partner"),
        env._(
            "%(document)s %(ids)s: %(text)s",
            document=env["ir.model"]._get(records._name).name,
            ids=", ".join(map(str, records.ids)),
            text=text,
        ),
    )


def notify(env, subject, body, **kwargs):
    """Send a message that hangs on no record to whoever looks after the anonymization:
    the responsible user, else the managers, else the administrators.

    :return: the message
    """
    users = door.models.caretakers(env)
    thread = env["mail.thread"].sudo().with_context(mail_notify_author=True)
    return thread.message_notify(
        partner_ids=users.partner_id.ids, subject=subject, body=body, **kwargs
    )
