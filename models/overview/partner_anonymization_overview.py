from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .overview_tiles import SECTIONS, TILES

# Models with an action of their own that needs no other views.
_ACTIONS = {
    "partner.anonymization.candidate": "partner_anonymization_candidate_action",
    "partner.anonymization": "partner_anonymization_action",
    "partner.anonymization.line": "partner_anonymization_line_action",
    "res.partner": "res_partner_anonymization_action",
}


class PartnerAnonymizationOverview(models.AbstractModel):
    """The numbers of the first screen, and the lists behind them.

    Each model is read once, by one statement, with the rules of its records: a user
    sees the numbers of what the lists show.
    """

    _name = "partner.anonymization.overview"
    _description = "Overview of the anonymization"

    @api.model
    @api.readonly
    def get_overview(self):
        """All that the first screen shows.

        :return: dict of ``sections`` (title, tiles with key, label, count, tone, hint),
            ``charts`` (see :meth:`_charts`) and ``steps`` (see :meth:`_steps`)
        :raise AccessError: the user may not anonymize
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        counts = self._counts()
        sections = [
            {
                "title": self.env._(title),
                "tiles": [
                    self._shown(tile, *counts[tile.key])
                    for tile in tiles
                    if tile.key in counts
                ],
            }
            for title, tiles in SECTIONS
        ]
        return {
            "sections": sections,
            "charts": self._charts(),
            "steps": self._steps(),
        }

    def _shown(self, tile, count, day):
        hint = day and self.env._("Next: %(day)s", day=format_date(self.env, day))
        return {
            "key": tile.key,
            "label": self.env._(tile.label),
            "count": count,
            "tone": tile.tone if count else "",
            "hint": hint or "",
        }

    @api.model
    def action_open(self, key, place=None):
        """The list behind a number, a bar or a step of the overview.

        :param str key: of a tile, a chart (with its place) or a step
        :param place: ``[period, set]`` of a bar, as the chart names them
        :return: the action
        :raise AccessError: the user may not anonymize, or not take the step
        :raise UserError: there is nothing of this name
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        if key in TILES:
            tile = TILES[key]
            name = self.env._(tile.label)
            return self._listing(tile.model, tile.domain, name, tile.action)
        action = self._open_bar(key, place) or self._open_step(key)
        if not action:
            raise UserError(self.env._("The overview has changed: load it again."))
        return action

    def _listing(self, model, domain, name, action=""):
        """The action of a list, narrowed to a domain instead of its usual filters."""
        action = f"partner_anonymization.{action or _ACTIONS[model]}"
        found = self.env["ir.actions.act_window"]._for_xml_id(action)
        context = {"active_test": False} if model == "res.partner" else {}
        found.pop("path", None)  # its address would show all
        return {
            **found,
            "name": name,
            "display_name": name,
            "domain": list(domain),
            "context": context,
        }

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------

    def _counts(self):
        """``{key: (number, next day or None)}`` of the tiles that the user may see."""
        by_model = defaultdict(list)
        for tile in TILES.values():
            by_model[tile.model].append(tile)
        counts = {}
        for model, tiles in by_model.items():
            records = self.env[model].with_context(active_test=False)
            if records.has_access("read"):
                counts.update(self._count(records, tiles))
        return counts

    def _count(self, records, tiles):
        query = records._search(Domain.OR(Domain(tile.domain) for tile in tiles))
        columns = []
        for tile in tiles:
            condition = Domain(tile.domain).optimize_full(records)
            condition = condition._to_sql(records, query.table, query)
            columns.append(SQL("COUNT(*) FILTER (WHERE %s)", condition))
            columns.append(self._next(records, query, tile.next_date, condition))
        ((*values,),) = self.env.execute_query(query.select(*columns))
        return {
            tile.key: (values[2 * index], values[2 * index + 1])
            for index, tile in enumerate(tiles)
        }

    def _next(self, records, query, name, condition):
        if not name:
            return SQL("NULL::date")
        column = records._field_to_sql(query.table, name, query)
        today = fields.Date.context_today(self)
        return SQL(
            "MIN(%(day)s) FILTER (WHERE %(condition)s AND %(day)s >= %(today)s)",
            day=column,
            condition=condition,
            today=today,
        )
