from odoo import api, models, modules

from ...engine.subject import link_indexes


class PartnerAnonymization(models.Model):
    """The indexes on other apps' tables by which people are found quickly."""

    _inherit = "partner.anonymization"

    @api.model
    def _cron_indexes(self):
        """Make the indexes that the data map wants and Odoo does not have, one after
        the other, while others go on writing; remove those that it wants no more."""
        datamap = self.env["partner.anonymization.rule"].sudo()._compiled()
        wanted = link_indexes.wanted(self.env, datamap)
        existing = link_indexes.existing(self.env.cr)
        superfluous = existing.keys() - wanted.keys()
        broken = {name for name, is_valid in existing.items() if not is_valid}
        link_indexes.drop(self.env.cr, superfluous | broken)
        missing = sorted(wanted.keys() - existing.keys() | broken & wanted.keys())
        if modules.module.current_test:  # whose transaction nobody could wait for
            for name in missing:
                link_indexes.make(self.env.cr, name, *wanted[name])
            return
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(missing))
        for name in missing:
            with self.env.registry.cursor() as cr:
                cr._cnx.autocommit = True
                try:
                    link_indexes.make(cr, name, *wanted[name], concurrently=True)
                finally:
                    cr._cnx.autocommit = False
            if not cron._commit_progress(1):
                return
