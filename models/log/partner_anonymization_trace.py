from odoo import fields, models

TRACE_STATUS = [
    ("kept", "Kept by law"),
    ("declined", "Declined"),
    ("missing_pdf", "PDF missing"),
    ("shared", "Shared with others"),
    ("unexpected", "Unexpected"),
    ("finished", "Finished"),
    ("lost", "Not restored"),
]


class PartnerAnonymizationTrace(models.Model):
    _name = "partner.anonymization.trace"
    _inherit = "partner.anonymization.trace.mixin"
    _description = "Data that is still there"
    _order = "line_id, status, model, field"
    _log_access = False

    res_count = fields.Integer(string="Records", readonly=True)
    status = fields.Selection(TRACE_STATUS, required=True, readonly=True)

    def action_open_records(self):
        """The records that this trace counts; where the user may read none of them,
        what the log says of each."""
        self.ensure_one()
        self.sudo(False).check_access("read")
        line = "finished_line_id" if self.status == "finished" else "line_id"
        kept = self.env["partner.anonymization.kept"].search(
            [
                (line, "=", self.line_id.id),
                ("model", "=", self.model),
                ("field", "=", self.field),
                ("date_finished", "!=" if self.status == "finished" else "=", False),
            ]
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.model_label,
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": [("id", "in", kept.mapped("res_id"))],
            "context": {"active_test": False},
        }
        log = self.env["partner.anonymization"]
        if not log._readable(self.model, kept.mapped("res_id")):
            domain = [("id", "in", kept.ids)]
            action.update(res_model=kept._name, view_mode="list", domain=domain)
        return action
