from odoo import fields


class LooseMany2one(fields.Many2one):
    """Without a foreign key, which is looked up for each of the many rows that are
    written at once; rows of deleted partners go with them, or at the next refresh."""

    def update_db_foreign_key(self, model, column):
        return
