from odoo import api, fields, models


class PartnerAnonymizationSeal(models.Model):
    """Encrypted originals. Nobody has access; the engine reads and writes by SQL."""

    _name = "partner.anonymization.seal"
    _inherit = "partner.anonymization.seal.mixin"
    _description = "Sealed originals"
    _order = "line_id, part"
    _log_access = False

    create_date = fields.Datetime()
    # Which records and words may be in it: see ``engine.vault.seal_marks``.
    mark = fields.Binary(attachment=False)

    _unique_part = models.UniqueIndex("(line_id, part)")

    @api.model
    def _sealed_lines(self, line_ids=None):
        """Ids of the log lines (all, or among the given) that still have a seal."""
        query = "SELECT DISTINCT line_id FROM partner_anonymization_seal"
        params = []
        if line_ids is not None:
            query += " WHERE line_id = ANY(%s)"
            params = [list(line_ids)]
        self.env.cr.execute(query, params)
        return {line_id for (line_id,) in self.env.cr.fetchall()}
