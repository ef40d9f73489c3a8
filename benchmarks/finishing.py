"""Documents whose retention ends after their customer was anonymized: ours against one
UPDATE per table with the same final values.

Those people are anonymized although the law keeps their documents; then the periods are
made shorter, so that all of these are due.
"""

from contenders import Database, Measured
from databases import query

from odoo import api

from odoo.addons.partner_anonymization.engine.database import columns

WHO = """
    SELECT id FROM life_person JOIN res_partner USING (id)
     WHERE place BETWEEN 8 AND 12 AND block % 8 >= 4 AND anonymization_state IS NULL
       AND NOT COALESCE(anonymization_hold, FALSE)
     ORDER BY person
"""
WAITING = """
    SELECT kept.model, kept.res_id
      FROM partner_anonymization_kept kept
      JOIN partner_anonymization_line line ON line.id = kept.line_id
     WHERE kept.is_waiting AND line.partner_id = ANY(%s)
"""


class Finishing(Database):
    """Documents of people that wait for their day."""

    def waiting(self, count):
        """Anonymize people whose documents are kept.

        :return: their ids; fewer where others are in the way
        """
        ids = [id_ for (id_,) in query(self.name, WHO)][:count]
        with self.registry.cursor() as cr:
            partners = self.partners(cr, ids)
            blocked = {
                one["partner_id"]
                for one in partners.anonymization_blockers()
                if not one["overridable"]
            }
            free = partners.filtered(lambda one: one.id not in blocked)
            free.anonymize(override_retention=True, override_reason="T-1")
            cr.commit()
        return free.ids

    def end_of_retention(self):
        """All that waits is due from now on."""
        years = "UPDATE res_company SET anonymization_retention_years = 1"
        query(self.name, years)
        self.registry.clear_cache()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["partner.anonymization"]._finish_look_again()
            cr.commit()

    def finish(self, ids):
        """One batch of a night."""
        with self.registry.cursor() as cr, Measured() as measured:
            log = self.partners(cr, ids).sudo().env["partner.anonymization"]
            lines = self.partners(cr, ids).sudo().anonymization_line_id
            _run, failed = log._finish_batch(log.browse(), lines.ids)
            cr.commit()
        if failed:
            raise RuntimeError(f"not finished: {failed}")
        return measured

    def documents(self, ids):
        """``{table: {id: {column: text}}}`` of all that waits."""
        with self.registry.cursor() as cr:
            tables = {name: model._table for name, model in self.registry.items()}
            cr.execute(WAITING, [list(ids)])
            found = {}
            for model, res_id in cr.fetchall():
                found.setdefault(tables[model], set()).add(res_id)
            return {table: _rows(cr, table, some) for table, some in found.items()}

    def as_they_are(self, before):
        """The same cells now, but those that are as before."""
        with self.registry.cursor() as cr:
            result = {}
            for table, rows in before.items():
                now = _rows(cr, table, rows)
                result[table] = {
                    id_: changed
                    for id_, cells in rows.items()
                    if id_ in now
                    if (changed := _differing(cells, now[id_]))
                }
        return {table: rows for table, rows in result.items() if rows}


def _rows(cr, table, ids):
    names = sorted(columns.of_tables(cr, [table])[table].keys() - {"id"})
    found = columns.read(cr, table, names, list(ids))
    return {id_: dict(zip(names, texts, strict=True)) for id_, texts in found.items()}


def _differing(before, now):
    return {name: text for name, text in now.items() if text != before[name]}
