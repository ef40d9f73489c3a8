"""Words for contacts that stay and still need the subject: who names it, and whose
invoices it gets."""


def named(env, blocker):
    """What a field of other contacts says of the subject, and what to do about it.

    :return: ``(what, remedy)``
    """
    field = env[blocker.model]._fields[blocker.field]
    label = field._description_string(env)
    if blocker.hidden:
        what = env._("Named as “%(field)s” of contacts in another company", field=label)
    else:
        what = env._("Named as “%(field)s” of other contacts", field=label)
    if blocker.code == "role":
        remedy = env._(
            "Assign these contacts to somebody else, or archive them, first."
        )
    else:
        remedy = env._("Choose somebody else on these contacts first.")
    return what, remedy


def invoice_address(env, instead):
    """The address that the invoices of a living contact go to.

    :param str instead: name of the address that Odoo would use instead
    :return: ``(what, remedy)``
    """
    what = env._("Invoice address of a contact that stays")
    remedy = env._(
        "Give the contact another invoice address first, or agree in the wizard that "
        "its invoices go to %(instead)s.",
        instead=instead,
    )
    return what, remedy
