"""Why a rule of one's own does not count, in words that say what to do."""

from . import labels


def sentence(env, code, name, detail, field=""):
    """The sentence of an ``engine.datamap.Misfit``, by its arguments."""
    text = {
        **_reach(env),
        **_changes(env),
        **_records(env),
        **_ways(env),
        **_instead(env),
        **_fields(env),
    }[code]
    reason = text % {"name": name, "detail": detail}
    if not field:
        return reason
    label = labels.field_label(env, "partner.anonymization.rule", field)
    return env._(
        "%(label)s (%(field)s): %(reason)s", label=label, field=field, reason=reason
    )


def broken_rules(env, broken):
    """What to say of rules that do not count, False where all do.

    :param dict broken: ``{rule id: arguments of Misfit}``
    """
    rules = env["partner.anonymization.rule"].sudo().browse(broken).exists()
    if not rules:
        return False
    return env._(
        "These rules of the data map do not count, so that nothing that only they "
        "speak of was erased: %(rules)s. Correct or archive them.",
        rules=", ".join(f"{rule.name} ({rule.model})" for rule in rules),
    )


def _reach(env):
    """What a rule of one's own may not reach."""
    return {
        "technical": env._(
            "“%(name)s” holds what Odoo itself runs or obeys, or belongs to the log: "
            "only rules that a module ships may speak of it. Choose the model of the "
            "record that is about the person."
        ),
        "audit": env._(
            "“%(name)s” says who created or changed a record, not whom it is about. "
            "Choose a path that leads to the person."
        ),
        "secret": env._(
            "“%(name)s” holds a secret, and the records found would tell it. Remove "
            "it from the domain."
        ),
        "groups": env._(
            "You may not see the field “%(name)s”. Ask somebody who may to write the "
            "rule, or leave it out."
        ),
        "no_access": env._(
            "You may not read “%(name)s”, and the records found would tell what it "
            "holds. Ask somebody who may to write the rule, or leave out the domain."
        ),
        "users": env._(
            "Of users, only free texts can be emptied or redacted, and “%(name)s” is "
            "none: the shipped rule takes care of logins. Remove the line."
        ),
    }


def _changes(env):
    """What a rule of one's own may not do with a field."""
    return {
        "structural": env._(
            "“%(name)s” holds a record together and cannot be changed. Remove the line."
        ),
        "contact": env._(
            "The shipped rule erases the contact itself; a rule of your own can only "
            "redact words in “%(name)s”. Choose that method, or remove the line."
        ),
        "code": env._(
            "What stands in “%(name)s” may be run or rendered. Choose the method Empty."
        ),
        "shipped_method": env._(
            "The method of “%(name)s” belongs to shipped rules. Choose another one."
        ),
        "value": env._(
            "A fixed value is possible in shipped rules only. Remove the value of "
            "“%(name)s”."
        ),
        "books": env._(
            "The law keeps records of this model, and “%(name)s” is part of what they "
            "prove. Remove the line."
        ),
    }


def _records(env):
    """Which records a rule speaks of."""
    return {
        "no_model": env._(
            "There is no model “%(name)s” in this database. Correct its technical "
            "name, or archive the rule."
        ),
        "no_table": env._(
            "“%(name)s” stores no records of its own. Choose the model that does."
        ),
        "own_record": env._(
            "Only the shipped rule of the contact speaks of the person's own record. "
            "Untick “The Person Itself”."
        ),
        "has_files": env._(
            "Only the shipped rules of attachments speak of file contents; files of a "
            "record go with it. Untick “Its Files Go as Well”."
        ),
        "action": env._("There is no action “%(detail)s”. Choose one of the list."),
        "query": env._(
            "The database refuses to look for records of “%(name)s” in this way "
            "(%(detail)s). Compare the values of the domains with the types of the "
            "fields."
        ),
    }


def _ways(env):
    """How a rule gets from a record to the person, its date and its company."""
    return {
        "no_path": env._(
            "The rule names no way from “%(name)s” to a contact, so that it would "
            "find nothing. Enter a path, e.g. partner_id."
        ),
        "path": env._(
            "The path “%(name)s” leads nowhere: %(detail)s. Correct the field names."
        ),
        "too_deep": env._(
            "“%(name)s” has too many steps. Name a nearer model that has a rule of "
            "its own."
        ),
        "company_dependent": env._(
            "“%(name)s” has a value for each company or language, which does not fit "
            "here. Choose another field, or the method Empty."
        ),
        "no_column": env._(
            "“%(name)s” is not stored in a column of its own. Choose a stored field, "
            "reached by many2one fields."
        ),
        "wrong_type": env._(
            "“%(name)s” is of the type %(detail)s, which does not fit here. Choose "
            "another field."
        ),
        "no_company": env._(
            "Records of “%(name)s” name no company, so that no legal period can be "
            "known. Remove the retention class or the activity date."
        ),
        "domain": env._(
            "The domain “%(name)s” cannot be read: %(detail)s. Correct it."
        ),
    }


def _instead(env):
    """Which rules it takes the place of, and which records it may delete."""
    return {
        "replaces_contact": env._(
            "The rule “%(name)s” of the contact itself cannot be replaced. Remove the "
            "replaced rule."
        ),
        "replaces_other": env._(
            "The rule “%(name)s” speaks of another model and cannot be replaced by "
            "this one. Remove the replaced rule."
        ),
        "replaces_itself": env._(
            "These rules replace one another, and none would count. Remove the "
            "replaced rule “%(name)s”."
        ),
        "deletes_mapped": env._(
            "What becomes of records of “%(name)s” is said by shipped rules; they "
            "cannot be deleted. Choose to erase the listed fields."
        ),
        "deletes_others": env._(
            "Records found by “%(name)s” may be about somebody else and cannot be "
            "deleted. Choose to erase the listed fields, or name a field that links "
            "the contact itself first."
        ),
        "deletes_used": env._(
            "Records of “%(name)s” are used by others (%(detail)s) and cannot be "
            "deleted. Choose to erase the listed fields."
        ),
    }


def _fields(env):
    """How a method fits a field."""
    return {
        "method": env._(
            "There is no method “%(detail)s” for “%(name)s”. Choose one of the list."
        ),
        "not_stored": env._(
            "“%(name)s” is not stored in the table, so that there is nothing to erase. "
            "Name the field that it is worked out from."
        ),
        "no_text": env._(
            "“%(name)s” is not a text (%(detail)s): it takes no placeholder, cannot "
            "be redacted and is no search term. Choose the method Empty."
        ),
        "too_short": env._(
            "“%(name)s” takes only %(detail)s characters, too few for a unique "
            "placeholder. Choose another method."
        ),
        "duplicate": env._(
            "The values of “%(name)s” must differ from one another. Choose the method "
            "Unique placeholder for a text, or leave the field."
        ),
        "required": env._(
            "“%(name)s” (%(detail)s) must not be empty, and no value says nothing. "
            "Leave the field, or redact it."
        ),
        "constraint": env._(
            "A condition of the database refuses what would be written to “%(name)s”. "
            "Choose another method."
        ),
    }
