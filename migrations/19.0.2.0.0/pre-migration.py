"""What a shipped rule no longer says goes: its file sets only what it names. So does an
index that nothing uses any more."""

from psycopg2 import sql

# Optional fields of a rule, and what they are without a word.
UNSAID = {
    "required_modules": None,
    "domain": None,
    "own_record": None,
    "mention": None,
    "frozen": None,
    "has_files": None,
    "open_domain": None,
    "open_lapses": None,
    "open_code": "open_document",
    "open_advice": None,
    "activity_field": None,
    "activity_domain": None,
    "activity_settles": None,
    "activity_chatter": None,
    "activity_path": None,
    "activity_role": "business",
    "retention_class": None,
    "hash_path": None,
    "by_hand": None,
    "guard": True,
    "happened": None,
    "sequence": 10,
}


def migrate(cr, version):
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema"
        "   AND table_name = 'partner_anonymization_rule'"
    )
    there = {name for (name,) in cr.fetchall()}
    values = {name: value for name, value in UNSAID.items() if name in there}
    cr.execute(
        sql.SQL(
            "UPDATE partner_anonymization_rule SET {} WHERE id IN ("
            " SELECT res_id FROM ir_model_data"
            "  WHERE module = 'partner_anonymization' AND NOT noupdate"
            "    AND model = 'partner.anonymization.rule')"
        ).format(
            sql.SQL(", ").join(
                sql.SQL("{} = %s").format(sql.Identifier(name)) for name in values
            )
        ),
        list(values.values()),
    )
    # A wider one takes its place.
    cr.execute("DROP INDEX IF EXISTS partner_anonymization_candidate__due_date_index")
