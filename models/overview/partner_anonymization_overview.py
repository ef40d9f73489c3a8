from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .overview_tiles import CHARTS, SECTIONS, TILES

# Models with an action of their own that needs no other views.
_ACTIONS = {
    "partner.anonymization.candidate": "partner_anonymization_candidate_action",
    "partner.anonymization": "partner_anonymization_action",
    "partner.anonymization.line": "partner_anonymization_line_action",
    "res.partner": "res_partner_anonymization_action",
}


class Count(NamedTuple):
    """:param next_day: the first day from today on, where the tile has one
    :param places: ``{(period, set): number}``
    """

    number: int
    next_day: date | None
    places: dict

    @classmethod
    def of(cls, rows, column):
        """Take a number and its next day out of grouped rows."""
        days = [row[column + 1] for row in rows if row[column + 1]]
        return cls(
            sum(row[column] for row in rows),
            min(days, default=None),
            {row[:2]: row[column] for row in rows if row[column]},
        )


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
                    self._shown(tile, counts[tile.key])
                    for tile in tiles
                    if tile.key in counts
                ],
            }
            for title, tiles in SECTIONS
        ]
        return {
            "sections": sections,
            "charts": self._charts(counts),
            "steps": self._steps(),
        }

    def _shown(self, tile, count):
        day = format_date(self.env, count.next_day or False)
        hint = self.env._("Next: %(day)s", day=day) if day else ""
        return {
            "key": tile.key,
            "label": self.env._(tile.label),
            "count": count.number,
            "tone": tile.tone if count.number else "",
            "hint": hint,
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
            return self._listing(tile, tile.listed, self.env._(tile.label))
        action = self._open_bar(key, place) or self._open_step(key)
        if not action:
            raise UserError(self.env._("The overview has changed: load it again."))
        return action

    def _listing(self, tile, domain, name):
        """The action of a list, narrowed to a domain instead of its usual filters."""
        action = f"partner_anonymization.{tile.action or _ACTIONS[tile.model]}"
        found = self.env["ir.actions.act_window"]._for_xml_id(action)
        context = {"active_test": False} if tile.model == "res.partner" else {}
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
        """What the user may see of each tile and chart: ``{key: Count}``"""
        batches = defaultdict(list)
        for tile in (*TILES.values(), *(bars.tile for bars in CHARTS.values())):
            batches[tile.model, tile.base].append(tile)
        counts = {}
        for (model, base), tiles in batches.items():
            records = self.env[model].with_context(active_test=False)
            if records.has_access("read"):
                counts.update(self._count(records, base, tiles))
        return counts

    def _count(self, records, base, tiles):
        """Count with one statement, grouped as the chart among the tiles asks for.

        What a chart is made of may be hundreds of thousands of rows: PostgreSQL counts
        those that are alike first, from an index, and the conditions are asked of the
        few that are left.
        """
        common = Domain(base) & Domain.OR(Domain(tile.domain) for tile in tiles)
        query = records._search(common)
        for name, _operator, value in base:
            if value is True and records._fields[name].store:
                # PostgreSQL does not see that IS TRUE, which Odoo writes, is what a
                # partial index is about.
                query.add_where(SQL.identifier(query.table, name))
        bars = next((CHARTS[one.key] for one in tiles if one.key in CHARTS), None)
        domains = [Domain(tile.domain).optimize_full(records) for tile in tiles]
        columns = self._place_columns(records, query, bars)
        number = SQL("SUM(number)" if bars else "COUNT(*)")
        for tile, domain in zip(tiles, domains, strict=True):
            condition = domain._to_sql(records, query.table, query)
            columns.append(
                SQL("COALESCE(%s FILTER (WHERE %s), 0)::bigint", number, condition)
            )
            columns.append(self._next(records, query, tile.next_date, condition))
        if bars:
            names = {
                one.field_expr for all_ in domains for one in all_.iter_conditions()
            }
            names |= {bars.day, bars.set_by, *(tile.next_date for tile in tiles)}
            alike = self._alike(records, query, sorted(filter(None, names)))
            statement = SQL(
                "SELECT %(columns)s FROM (%(alike)s) %(table)s GROUP BY 1, 2",
                columns=SQL(", ").join(columns),
                alike=alike,
                table=SQL.identifier(query.table),
            )
        else:
            statement = query.select(*columns)
        rows = self.env.execute_query(statement)
        return {
            tile.key: Count.of(rows, 2 + 2 * index) for index, tile in enumerate(tiles)
        }

    def _alike(self, records, query, names):
        """How many records have the same values of these stored fields."""
        fields_ = [records._field_to_sql(query.table, name, query) for name in names]
        query.groupby = SQL(", ").join(fields_)
        return query.select(*fields_, SQL("COUNT(*) AS number"))

    def _place_columns(self, records, query, bars):
        """Where a record stands in the graph: its period and its set."""
        if not bars:
            return [SQL("NULL::date"), SQL("NULL::text")]
        day = records._field_to_sql(query.table, bars.day, query)
        period = SQL("date_trunc(%s, %s::timestamp)::date", bars.unit, day)
        if not bars.set_by:
            return [period, SQL("NULL::text")]
        return [period, records._field_to_sql(query.table, bars.set_by, query)]

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
