from odoo import models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """Whoever acts on a partner may read it, and no rule keeps it from being written.

    The right to anonymize stands for the right to write contacts; it opens none that
    the rules of records close. The checks look at all companies, the user does not.
    """

    _inherit = "res.partner"

    def _anonymization_check_access(self):
        """Being superuser is no right; Odoo's own jobs see everything.

        :raise AccessError: some of these may not be used, or do not exist, which is the
            same to whoever may not read them
        """
        if hidden := self - self._anonymization_usable():
            raise AccessError(
                self.env._(
                    "Partner %(ids)s does not exist, or you may not use it. If it "
                    "belongs to another company of yours, switch to that at the top of "
                    "the window; otherwise ask somebody who may read it.",
                    ids=", ".join(map(str, hidden.ids)),
                )
            )

    def _anonymization_usable(self):
        """Those of these that exist and that the user may read, and write by the rules
        of records."""
        mine = self.sudo(False)
        if mine.env.su or not self:
            return self
        found = mine.exists()
        domain = self.env["ir.rule"].sudo(False)._compute_domain(self._name, "write")
        # What the rules ask for, instead of whole cards and whole companies.
        mine.env.companies.sudo().fetch(["active", "parent_path"])
        names = {one.field_expr.split(".")[0] for one in domain.iter_conditions()}
        found.sudo().fetch(names)
        found = found._filtered_access("read")
        everything = found.sudo().with_context(active_test=False)
        return self.browse(everything.filtered_domain(domain).ids)
