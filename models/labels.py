"""Plain words for technical names, for those who read the log and the data map."""


def model_label(env, model):
    return env["ir.model"]._get(model).name or model


def field_label(env, model, name):
    """The label of a field, or the name itself (a glob, a field of an absent app)."""
    field = model in env and env[model]._fields.get(name)
    if not field:
        return name
    return field.get_description(env, ["string"])["string"] or name


def blocker_labels(env):
    """What stood in the way, by code."""
    return {
        "open_document": env._("Open document"),
        "open_item": env._("Open item"),
        "draft_entry": env._("Draft entry"),
        "unmatched_payment": env._("Unmatched payment"),
        "protected": env._("Protected record"),
        "internal_user": env._("Internal user"),
        "employee": env._("Employee"),
        "invoice_recipient": env._("Invoice recipient of others"),
        "consignment": env._("Consignment stock"),
        "role": env._("Active role"),
        "hold": env._("Legal hold"),
        "exempt": env._("Exempt from anonymization"),
        "already": env._("Already anonymized"),
        "company_access": env._("Other companies"),
        "retention": env._("Retention period"),
        "unmapped": env._("Model without a rule"),
    }
