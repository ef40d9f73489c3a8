from ast import literal_eval

from odoo import api, models
from odoo.fields import Domain

from ... import parameters

# Odoo's own default.
MOST_SENT = 20000


class ResPartner(models.Model):
    """Many partners are not shown one by one, but worked on in the background."""

    _inherit = "res.partner"

    def action_anonymize(self):
        """Open the wizard for these partners; for many of them it prepares a run.

        :raise AccessError: the user lacks the right, or may not read one of them
        """
        if not self._anonymization_are_many(len(self)):
            return super().action_anonymize()
        self.env["partner.anonymization"]._check_right("group_anonymize")
        everybody = self.with_context(active_test=False)
        domain = Domain("id", "in", self.ids)
        if everybody.sudo(False).search_count(domain) < len(set(self.ids)):
            self._anonymization_check_access()
        return self._anonymization_prepare(everybody._anonymization_query(domain))

    @api.model
    def _anonymization_are_many(self, count):
        return count > parameters.number_or_default(self.env, "run_above")

    @api.model
    def _anonymization_open_active(self):
        """Open the wizard for what is ticked in a list.

        The client names the filter of the list with every selection, and of everything
        that the filter finds so many at most: only then is the filter what was chosen.
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        context = self.env.context
        ids, domain = context.get("active_ids") or [], context.get("active_domain")
        if not domain or len(ids) < self._anonymization_most_sent():
            return self.browse(ids).action_anonymize()
        if isinstance(domain, str):
            domain = literal_eval(domain)
        return self._anonymization_prepare(self._anonymization_query(Domain(domain)))

    @api.model
    def _anonymization_most_sent(self):
        """How many ids the client sends at most, as Odoo tells it."""
        params = self.env["ir.config_parameter"].sudo()
        return int(params.get_param("web.active_ids_limit", MOST_SENT))

    @api.model
    def _anonymization_query(self, domain):
        """A query for the partners of a domain that the user may read."""
        self.env.flush_all()
        return self.sudo(False)._search(domain).select()

    @api.model
    def _anonymization_prepare(self, partners):
        """Prepare a run, and ask for what the user has to confirm.

        :param SQL partners: a query for ids
        """
        run = self.env["partner.anonymization"]._draft(partners)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Anonymize"),
            "res_model": "partner.anonymize",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": run.id},
        }
