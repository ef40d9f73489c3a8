"""Plain words for technical names, for those who read the log and the data map."""

# Models whose records are part of a document: the document's name tells a clerk more.
_DOCUMENT_OF = {
    "account.move.line": "move_id",
    "account.bank.statement.line": "move_id",
}


def documents(records):
    """The documents that a clerk opens to see these records: themselves, or what they
    are part of."""
    name = _DOCUMENT_OF.get(records._name)
    return records[name] if name else records


def model_label(env, model):
    return env["ir.model"]._get(model).name or model


def field_label(env, model, name):
    """The label of a field, or the name itself (a glob, a field of an absent app)."""
    field = model in env and env[model]._fields.get(name)
    if not field:
        return name
    return field.get_description(env, ["string"])["string"] or name


def selection_label(record, name):
    """What a user reads for the value of a selection field."""
    field = record._fields[name]
    return dict(field._description_selection(record.env)).get(record[name], "")


def path_label(env, row):
    """How an unmapped field leads to a person, in the labels of the fields on the way:
    each once, in the order of the suggested path."""
    ways = [_way(env, row.model, way) for way in row.suggested_path.split(",")]
    return ", ".join(dict.fromkeys(ways))


def _way(env, model, way):
    names = way.strip().partition(":")
    shown = []
    for name in (names[2] or names[0]).split("."):
        field = model in env and env[model]._fields.get(name)
        shown.append(field_label(env, model, name))
        model = field.comodel_name if field and field.relational else ""
    return " › ".join(shown)


def unmapped_advice(row):
    """What to do about a row of the list of unmapped fields."""
    env = row.env
    if row.kind == "rule_model":
        return env._("The model of this rule is not installed: archive the rule.")
    if row.kind == "exemption":
        return env._("This no longer exists: delete the exemption.")
    if row.kind == "rule_broken":
        return env._(
            "The rule %(rule)s does not count: %(reason)s",
            rule=row.rule_id.name or "",
            reason=row.rule_id.broken_reason or "",
        )
    if row.kind in ("rule_path", "rule_field"):
        if row.shipped:
            return env._(
                "A shipped rule names this; it comes with an app that is absent here, "
                "or has been renamed. Nothing to do unless the app is installed."
            )
        return env._("Your rule names this, but it does not exist: correct the rule.")
    if not row.suggested_path:
        return env._(
            "Nothing leads to a contact: write a rule of your own, or declare it not "
            "personal."
        )
    if not row.suggested_method:
        return env._("Follow %(path)s", path=path_label(env, row))
    chosen = {
        name: selection_label(row, f"suggested_{name}")
        for name in ("method", "category", "term")
    }
    if chosen["term"]:
        return env._(
            "%(method)s · %(category)s (search term: %(term)s) · found by %(path)s",
            **chosen,
            path=path_label(env, row),
        )
    return env._(
        "%(method)s · %(category)s · found by %(path)s",
        method=chosen["method"],
        category=chosen["category"],
        path=path_label(env, row),
    )


def whom_to_ask(env, model_name):
    """Who can tell of records that the user may not read."""
    groups = []
    if not env[model_name].has_access("read"):
        groups = env["ir.model.access"].group_names_with_access(model_name, "read")
    if not groups:
        return env._("You may not see these records: ask somebody who may.")
    return env._(
        "You may not see these records: ask somebody of %(groups)s.",
        groups=", ".join(groups),
    )
