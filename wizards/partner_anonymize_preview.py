from odoo import Command, api, fields, models

from ..engine import runs
from ..models.datamap.partner_anonymization_rule_field import CATEGORIES
from . import anonymize_report

# What decides, besides the partners themselves, who may be anonymized.
ALLOWING = ("partner_ids", "override_retention", "recipients_agreed", "without_pdf")
# Under which the last plan lies in the cache of the transaction.
_PLAN = "partner_anonymization: plan of the wizard"
# What is worked out anew for each change, and takes its time.
_WORKED_OUT = ("_compute_check", "_compute_preview_html")


class PartnerAnonymize(models.TransientModel):
    """What will happen, and what only the user can tell: one plan answers both."""

    _inherit = "partner.anonymize"

    preview_html = fields.Html(compute="_compute_preview_html", sanitize=False)
    match_ids = fields.One2many(
        "partner.anonymize.match",
        "wizard_id",
        string="Please Check",
        help="Records that carry only the name, and texts with a name that may be an "
        "ordinary word.",
    )
    match_hidden = fields.Char(
        string="Hidden Places", help="Places in records that the user may not read."
    )

    @api.depends(
        "allowed_ids",
        "report_html",
        "match_ids.is_included",
        *(f"category_{code}" for code, _label in CATEGORIES),
    )
    def _compute_preview_html(self):
        """What the run would do: the plan that it would make. The report of a rehearsal
        takes its place."""
        for wizard in self:
            if not wizard.allowed_ids or wizard.report_html:
                wizard.preview_html = ""
                continue
            ticked, spared = wizard._decided()
            options = self.env["res.partner"]._anonymization_options(
                wizard._categories(), show_doubtful=True, ticked=ticked, spared=spared
            )
            planned = wizard._plan(options)
            self.env.cr.cache.pop(_PLAN, None)
            wizard.preview_html = anonymize_report.preview(
                self.env, planned, wizard._purge_days()
            )

    @api.onchange(*ALLOWING)
    def _onchange_partner_ids(self):
        """Ask about what only the user can tell; what is decided stays decided."""
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._check_partners()
        if not self.allowed_ids:
            self.match_ids, self.match_hidden = [Command.clear()], False
            return
        options = self.env["res.partner"]._anonymization_options(show_doubtful=True)
        planned = self._plan(options)
        values, hidden = self.env["partner.anonymize.match"]._values(planned)
        decided = {one._key(): one.is_included for one in self.match_ids}
        for one in values:
            key = one["model"], one["res_id"], one["field"]
            one["is_included"] = decided.get(key, one["is_included"])
        self.match_ids = [Command.clear(), *map(Command.create, values)]
        self.match_hidden = hidden

    def _plan(self, options):
        """The plan for those who may be anonymized now. What was asked for a moment ago
        in the same transaction is not worked out twice."""
        self.env["partner.anonymization"]._check_right("group_anonymize")
        partners = self.env["res.partner"].browse(self.allowed_ids)
        partners._anonymization_check_access()  # a client can send any ids
        key = partners.ids, options
        known, planned = self.env.cr.cache.get(_PLAN, (None, None))
        if known != key:
            planned = runs.preview(self.sudo().env, partners.ids, options)
            self.env.cr.cache[_PLAN] = key, planned
        return planned

    def _decided(self):
        """What the user has decided on the matches, as far as these may be read:
        ``ticked`` and ``spared`` of ``engine.plan.Options``."""
        ticked, spared = {}, set()
        for match in self.match_ids._readable():
            if match.kind == "text" and not match.is_included:
                spared.add(match._key())
            elif match.kind == "record" and match.is_included:
                ticked.setdefault(match.model, []).append(match.res_id)
        return ticked, frozenset(spared)

    def onchange(self, values, field_names, fields_spec):
        """Odoo first works out what the screen showed before, to send what has changed.
        What takes its time is sent whenever it is worked out anew instead."""
        names = [n for n in fields_spec if n in self._fields and self._is_slow(n)]
        if not field_names or not names:
            return super().onchange(values, field_names, fields_spec)
        for name in names:
            field = self._fields[name]
            field._update_cache(self, field.convert_to_cache(False, self))
        known = dict.fromkeys(names, False)
        result = super().onchange({**values, **known}, field_names, fields_spec)
        anew = [name for name in names if self._triggers(name) & set(field_names)]
        shown = result.setdefault("value", {}) if anew else {}
        for name in anew:
            shown.setdefault(name, 0 if self._fields[name].type == "integer" else False)
        return result

    @api.model
    def _is_slow(self, name):
        return self._fields[name].compute in _WORKED_OUT

    @api.model
    def _triggers(self, name):
        """The fields of the wizard a change of which has a field worked out anew."""
        found = set()
        for path in self.pool.field_depends[self._fields[name]]:
            first = path.split(".")[0]
            found |= {first} | (
                self._triggers(first) if self._is_slow(first) else set()
            )
        return found
