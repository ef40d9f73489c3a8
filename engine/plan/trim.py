"""Keep only a part of a plan, or of what it is going to be made for."""

from dataclasses import replace

from odoo.tools import SQL


def scope_to_records(found, wanted):
    """A scope with these records alone, and the contacts of its subjects.

    :param found: ``engine.subject.Scope``
    :param wanted: set of (model, id)
    """
    own = found.datamap.own
    model_of = {rule.id: rule.model for rule in found.datamap.rules}

    def of_model(model, hits):
        return {id_: hit for id_, hit in hits.items() if (model, id_) in wanted}

    by_rule = {
        id_: hits if id_ == own.id else of_model(model_of[id_], hits)
        for id_, hits in found.by_rule.items()
    }
    by_model = {
        model: hits if model == own.model else of_model(model, hits)
        for model, hits in found.by_model.items()
    }
    return replace(
        found,
        by_rule={id_: hits for id_, hits in by_rule.items() if hits},
        by_model={model: hits for model, hits in by_model.items() if hits},
    )


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
