from datetime import timedelta

from odoo import models

from ...engine.datamap import DataMap
from ...engine.due import due_date, last_activity
from ...engine.periods import NOT_YET
from ...engine.subject import membership
from ...engine.worklist import candidate_rows


class ResPartner(models.Model):
    """When a partner is due, and after which activity."""

    _inherit = "res.partner"

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        candidate_rows.drop(self.env.cr, ids)
        self.env["partner.anonymization.candidate"].invalidate_model()
        return result

    def anonymization_due(self):
        """When these partners are due: the retention of their subjects.

        :return: list of dicts ``{partner_id, category, last_date, last_model, last_id,
            legal_end, due_date}``, one per subject; ``last_date`` is that of the
            creation where there is no activity, ``legal_end`` False where the law keeps
            nothing, ``due_date`` False while taxes are open
        :raise AccessError: the user may not anonymize
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._anonymization_check_access()
        env = self.sudo().env
        env.flush_all()
        datamap = DataMap(env)
        subjects = membership.collect(env.cr, self.ids)
        found = due_date.due(env, datamap, subjects)
        result = []
        for index, due in sorted(found.items()):
            last = last_activity.decode(datamap, due.last) if due.last else None
            root = env["res.partner"].browse(subjects[index].root)
            known = due.end < NOT_YET
            result.append(
                {
                    "partner_id": root.id,
                    "category": due.category,
                    "last_date": due.since,
                    "last_model": last.rule.model if last else False,
                    "last_id": last.res_id if last else False,
                    "legal_end": due.legal_end or False,
                    "due_date": known and due.end + timedelta(days=1),
                }
            )
        return result
