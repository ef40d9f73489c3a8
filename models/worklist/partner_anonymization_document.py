from collections import defaultdict
from dataclasses import replace
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ...engine.checks import visibility
from ...engine.datamap import DataMap
from ...engine.due import document_list
from ...engine.periods import NOT_YET
from ...engine.subject import membership
from ...wording import labels
from ..datamap.partner_anonymization_rule import ACTIVITY_ROLES

SHOWN = 2000
_COLUMNS = {
    "type": "varchar",
    "kind": "varchar",
    "model": "varchar",
    "res_id": "int4",
    "more": "int4",
    "partner_id": "int4",
    "company_id": "int4",
    "date": "date",
    "state": "varchar",
    "role": "varchar",
    "kept_until": "date",
}


class PartnerAnonymizationDocument(models.TransientModel):
    """A document of a subject, for the list that is made whenever it is opened.

    The rows hold ids and dates; names are read when they are shown, with the rights of
    whoever looks.
    """

    _name = "partner.anonymization.document"
    _description = "Document of a partner"
    _order = "kind, date desc, res_id desc, id"

    batch = fields.Integer(readonly=True, index=True, help="One opening of the list.")
    kind = fields.Selection(
        [
            ("document", "Document"),
            ("more", "More of the same type"),
            ("hidden", "Other companies"),
        ],
        required=True,
        readonly=True,
    )
    type = fields.Char(readonly=True)
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", readonly=True
    )
    more = fields.Integer(readonly=True, help="How many documents are not listed.")
    document = fields.Char(compute="_compute_document")
    partner_id = fields.Many2one("res.partner", string="Address", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], string="Status", readonly=True
    )
    role = fields.Selection(ACTIVITY_ROLES, readonly=True)
    kept_until = fields.Date(
        string="Kept by Law Until (Date)",
        readonly=True,
        help="The last day of the document's own legal retention.",
    )
    kept_label = fields.Char(string="Kept by Law Until", compute="_compute_kept_label")

    @api.depends("kind", "model", "res_id", "more")
    @api.depends_context("uid", "lang")
    def _compute_document(self):
        names = self._names()
        for row in self:
            if row.kind == "more":
                row.document = self.env._("and %(count)s more", count=row.more)
            elif row.kind == "hidden":
                row.document = row._hidden_label()
            else:
                name = names.get((row.model, row.res_id))
                row.document = name or f"#{row.res_id}"

    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.type}: {row.document}"

    @api.depends("kept_until")
    @api.depends_context("lang")
    def _compute_kept_label(self):
        for row in self:
            if row.kept_until == NOT_YET:
                row.kept_label = self.env._("while taxes are open")
            else:
                row.kept_label = format_date(self.env, row.kept_until or False)

    def _names(self):
        """``{(model, id): name}`` of the documents that the user may read."""
        ids = defaultdict(list)
        for row in self:
            if row.res_id and row.model in self.env:
                ids[row.model].append(row.res_id)
        visible = self.env.user.company_ids.ids
        found = {}
        for model, res_ids in ids.items():
            records = self.env[model].with_context(allowed_company_ids=visible)
            records = records.browse(res_ids).exists()._filtered_access("read")
            found.update({(model, one.id): one.display_name for one in records})
        return found

    def _hidden_label(self):
        if self.model:
            return self.env._("Other company")
        return self.env._(
            "There are documents in companies that you cannot see: ask a manager."
        )

    def action_open(self):
        """The document itself.

        :raise UserError: it is not listed, gone, or the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        if self.kind == "more":
            raise UserError(
                self.env._(
                    "Only %(shown)s documents of a type are listed, the open ones and "
                    "then the newest. Look for the others in their own app.",
                    shown=SHOWN,
                )
            )
        if self.kind == "hidden":
            raise UserError(
                self.env._(
                    "These documents are in a company that you cannot see. Ask "
                    "somebody who works there."
                )
            )
        return self.env["partner.anonymization"]._open_record(self.model, self.res_id)

    # ------------------------------------------------------------------
    # Making the list
    # ------------------------------------------------------------------

    @api.model
    def _open(self, partners):
        """List the documents of partners, with all their addresses.

        :return: the action that shows them
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        partners._anonymization_check_access()
        batch = self._fill(partners)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "partner_anonymization.partner_anonymization_document_action"
        )
        return {**action, "domain": [("batch", "=", batch)]}

    @api.model
    def _fill(self, partners):
        """Insert the rows of one opening of the list.

        :return: the number of the opening
        """
        env = self.sudo().env
        env.flush_all()
        subjects = membership.collect(env.cr, partners.ids)
        datamap = DataMap(env)
        found = document_list.find(env, datamap, subjects)
        rows = self._rows(_Types(env, datamap), found)
        ((batch,),) = env.execute_query(
            SQL("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", self._table)
        )
        if rows:
            self._insert(batch, rows)
        return batch

    def _rows(self, types, found):
        """The rows to insert, as tuples in the order of the columns."""
        visible = set(self.env.user.company_ids.ids)
        is_manager = self.env.user.has_group("partner_anonymization.group_manager")
        seen = self._seen_addresses(found)
        listed, hidden = defaultdict(list), set()
        for one in found:
            label = types.label(one)
            if not one.company_id or one.company_id in visible:
                if one.partner_id not in seen:
                    one = replace(one, partner_id=None)
                listed[label, one.model].append(one)
            elif is_manager:
                hidden.add((label, one.model))
            else:
                hidden.add((self.env._("Other companies"), None))
        rows = [_row(label, "hidden", model) for label, model in hidden]
        for (label, model), ones in listed.items():
            ones.sort(key=lambda one: (one.is_open, one.day or date.min), reverse=True)
            rows += [_row(label, "document", model, one) for one in ones[:SHOWN]]
            if len(ones) > SHOWN:
                rows.append(_row(label, "more", model, more=len(ones) - SHOWN))
        return rows

    def _seen_addresses(self, found):
        ids = {one.partner_id for one in found if one.partner_id}
        return visibility.readable(self.env, self.env.user, sorted(ids))

    def _insert(self, batch, rows):
        columns = SQL(", ").join(map(SQL.identifier, _COLUMNS))
        arrays = SQL(", ").join(
            SQL("%s::" + ctype + "[]", list(values))
            for ctype, values in zip(
                _COLUMNS.values(), zip(*rows, strict=True), strict=True
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s
                    (batch, create_uid, write_uid, create_date, write_date, %(columns)s)
                SELECT %(batch)s, %(uid)s, %(uid)s, %(now)s, %(now)s, t.*
                  FROM unnest(%(arrays)s) t
                """,
                table=SQL.identifier(self._table),
                columns=columns,
                arrays=arrays,
                batch=batch,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )


def _row(label, kind, model, one=None, more=None):
    """A row of the table; one of hidden documents says nothing but their type."""
    head = (label, kind, model)
    if not one:
        return (*head, None, more, None, None, None, None, None, None)
    return (
        *head,
        one.res_id,
        more,
        one.partner_id,
        one.company_id,
        one.day,
        "open" if one.is_open else "closed",
        one.role,
        one.until,
    )


class _Types:
    """What people call the documents of a model: the map's word for them."""

    def __init__(self, env, datamap):
        self.env = env
        self.rules = document_list.rules_by_model(datamap)
        self.known = {}

    def label(self, document):
        key = (document.model, document.kind)
        if key not in self.known:
            self.known[key] = self._label(*key)
        return self.known[key]

    def _label(self, model, kind):
        if kind:
            field = self.env[model]._fields[document_list.KINDS[model]]
            return dict(field._description_selection(self.env)).get(kind, kind)
        # A rule for all records of the model has the name that fits best; then come
        # rules for some of its records, and those that only say what blocks.
        rules = sorted(
            self.rules[model],
            key=lambda rule: (
                bool(rule.domain),
                rule.action == "keep",
                not rule.activity_field,
            ),
        )
        named = [rule.name for rule in rules]
        return named[0] if named else labels.model_label(self.env, model)
