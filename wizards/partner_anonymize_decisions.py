from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..engine import runs
from ..engine.checks import missing_pdf
from . import anonymize_pdfs


class PartnerAnonymize(models.TransientModel):
    """What the user decides before the run, and why."""

    _inherit = "partner.anonymize"

    override_reason = fields.Char(
        help="Why the retention, or models without a rule, are skipped. The log keeps "
        "it; it must not name the person.",
    )
    missing_pdf_summary = fields.Char(compute="_compute_check")
    missing_pdf_groups = fields.Json(compute="_compute_check")
    without_pdf = fields.Boolean(
        string="Go On without Them",
        help="Invoices whose PDF cannot be made lose the name all the same. Otherwise "
        "their customers wait.",
    )
    without_pdf_reason = fields.Char(
        string="Reason to Go On without PDFs",
        help="The log keeps it; it must not name the person.",
    )

    alike_ids = fields.One2many(
        "partner.anonymize.alike",
        "wizard_id",
        string="Possibly the Same Person",
        help="Contacts with the same e-mail or tax number.",
    )

    @api.onchange("partner_ids")
    def _onchange_alike(self):
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._check_partners()
        self._find_alike()

    def _find_alike(self):
        """Who may be the same person, and has not been decided on."""
        values = self.env["partner.anonymize.alike"]._values(self.partner_ids._origin)
        self.alike_ids = [Command.clear(), *map(Command.create, values)]

    def _passes(self, blocker):
        """Whether the user has decided to go on all the same."""
        agreed = self.recipients_agreed, self.without_pdf
        return runs.passes(blocker, self.override_retention, *agreed)

    def _warn_of_missing_pdfs(self, subjects, effective):
        """Say of which invoices there is no PDF, where nothing else blocks."""
        others = {one.subject for one in effective if one.code != missing_pdf.CODE}
        members = [
            id_
            for index, one in enumerate(subjects)
            if index not in others
            for id_ in one.partner_ids
        ]
        Partner, moves = self.env["res.partner"].sudo(), self.env["account.move"]
        left = Partner.browse(members)._anonymization_invoices_without_pdf()
        seen = left.filtered(lambda one: one.company_id in self.env.user.company_ids)
        count = len(seen) or (left and self.env._("other companies"))
        self.missing_pdf_summary = anonymize_pdfs.missing(
            self.env, count, moves._anonymization_can_print()
        )
        self.missing_pdf_groups = anonymize_pdfs.groups(self.env, left, subjects)

    def _check_reasons(self):
        """What is passed over is passed over for a reason; the note is one, too."""
        reasons = [(self.override_retention and self.can_override, "override_reason")]
        reasons.append((self.without_pdf, "without_pdf_reason"))
        for is_asked, name in reasons:
            if is_asked and not self._reason(name):
                raise UserError(
                    self.env._(
                        "Fill in “%(field)s”: the log keeps it. Nothing has been "
                        "changed.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _reason(self, name):
        return (self[name] or "").strip() or (self.note or "").strip() or None
