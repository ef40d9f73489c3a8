"""Keep only a part of a plan."""

from odoo.tools import SQL


def to_records(planned, wanted):
    """Leave only the changes of these records.

    :param wanted: set of (model, id)
    """
    _keep(planned, lambda model, res_id, _column: (model, res_id) in wanted)
    planned.relations.clear()
    planned.discard.clear()
    planned.hasher = None


def without_waiting(cr, planned):
    """Leave the evidence of documents that wait for their own day to that day."""
    ids = {
        (planned.models[table], res_id)
        for table, changes in planned.changes.items()
        for res_id in changes
    }
    cr.execute(
        SQL(
            "SELECT DISTINCT model, res_id FROM partner_anonymization_kept"
            " WHERE is_waiting AND model = ANY(%s)",
            list({model for model, _id in ids}),
        )
    )
    waits = ids & set(cr.fetchall())
    if not waits:
        return
    evidence = {
        (rule.model, column.name)
        for rule in planned.scope.datamap.rules
        for column in rule.fields
        if column.evidence
    }
    _keep(
        planned,
        lambda model, res_id, column: (
            (model, res_id) not in waits or (model, column) not in evidence
        ),
    )


def _keep(planned, test):
    """Drop from a plan what fails a test of (model, id, column)."""
    models = planned.models
    for table, changes in planned.changes.items():
        for res_id, row in list(changes.items()):
            changes[res_id] = {
                name: value
                for name, value in row.items()
                if test(models[table], res_id, name)
            }
            if not changes[res_id]:
                del changes[res_id]
    for subject, values in planned.sealed.items():
        planned.sealed[subject] = [
            one for one in values if test(models[one[0]], one[2], one[1])
        ]
    planned.large = [
        one for one in planned.large if test(models[one.table], one.res_id, one.name)
    ]
    planned.files = [
        one for one in planned.files if test("ir.attachment", one[1], "store_fname")
    ]
