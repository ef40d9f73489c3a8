from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.database import module_loading
from ...engine.datamap import Misfit, compile_rules, own_rules
from ...wording import blocker_codes, labels, misfits, stored_texts
from ..log import change_log
from ..retention.partner_anonymization_period_mixin import RETENTION_CLASSES

ACTIVITY_ROLES = [
    ("business", "Business"),
    ("purchase", "Purchase"),
    ("quote", "Quotation or pipeline"),
    ("contact", "Contact"),
]


class PartnerAnonymizationRule(models.Model):
    _name = "partner.anonymization.rule"
    _inherit = "partner.anonymization.four.eyes"
    _description = "Data map rule"
    _order = "model, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model = fields.Char(
        required=True,
        index=True,
        help="Technical name of the model, e.g. sale.order. The rule counts only "
        "while that model is installed.",
    )
    model_label = fields.Char(string="Data", compute="_compute_model_label")
    is_contact = fields.Boolean(
        string="Of Contacts",
        compute="_compute_is_contact",
        store=True,
        help="The list of rules begins with those of the contact.",
    )
    required_modules = fields.Char(
        readonly=True,
        help="Technical names, comma separated, of the apps that add what a shipped "
        "rule speaks of to the model: while one of them is absent, it does not count.",
    )
    partner_path = fields.Char(
        string="Linked By",
        help="How a record hangs on the partner, comma separated; the first one says "
        "who owns the record. Each is a path of many2one fields (partner_id, "
        "order_id.partner_id), ending on a partner or on a model that has a rule of "
        "its own; or a generic pair of fields such as res_model/res_id.",
    )
    domain = fields.Char(
        help="Only the records that match this domain fall under the rule.",
    )
    action = fields.Selection(
        [
            ("scrub", "Erase the listed fields"),
            (
                "delete",
                "Erase the listed fields; the record goes when it is deleted for good",
            ),
            ("discard", "Delete the record at once, not restorable"),
            ("keep", "Keep: holds no personal data"),
        ],
        required=True,
        default="scrub",
    )
    own_record = fields.Boolean(
        string="The Person Itself",
        help="The record is the person itself: every stored field that no line below "
        "keeps is erased, of any type and from any module.",
    )
    mention = fields.Boolean(
        string="Only Names the Person",
        help="The record belongs to somebody else and only names the partner (the "
        "organiser of an event, the author of an article): the partner's words are "
        "redacted in it, and its files stay.",
    )
    replaces_id = fields.Many2one(
        "partner.anonymization.rule",
        help="The rule that this one takes the place of wherever it fits: what is "
        "different once another app adds its fields to the same model.",
    )
    frozen = fields.Boolean(
        string="Locked While Anonymized",
        help="The record belongs to the partner's own data and cannot be written "
        "while the partner is anonymized.",
    )
    has_files = fields.Boolean(
        string="Its Files Go as Well",
        help="The model stores file contents (attachments): erased with the record "
        "it is attached to.",
    )
    open_domain = fields.Char(
        string="Open When",
        help="Records that match this domain are open and block the anonymization. "
        "Relative dates such as 'today' can be used.",
    )
    open_lapses = fields.Boolean(
        string="Lapses",
        help="Open records of quick customers, who have nothing but quotations, do not "
        "block any more when their retention is over.",
    )
    open_code = fields.Selection(blocker_codes.of_rules(), default="open_document")
    open_advice = fields.Char(
        translate=True, help="What the user should do about an open record."
    )
    activity_field = fields.Char(
        string="Date of Activity", help="Path of the date that counts as activity."
    )
    activity_domain = fields.Char(help="Only these records count as activity.")
    activity_settles = fields.Char(
        string="Settles Others",
        help="Records that match this domain settle or repeat another document, such "
        "as payments and journal items: of one day, the last document is that other "
        "one.",
    )
    activity_chatter = fields.Boolean(
        string="Messages Count",
        help="The newest message on the record that is no internal note counts as its "
        "activity as well, where it is later than the date: a quotation counts from "
        "the day on which it was sent.",
    )
    activity_path = fields.Char(
        help="Whose activity a record is, where it is not that of all partners it "
        "hangs on: a message is the activity of its author.",
    )
    activity_role = fields.Selection(
        ACTIVITY_ROLES,
        default="business",
        help="What the activity says about the partner: who has nothing but "
        "quotations is a quick customer.",
    )
    retention_class = fields.Selection(
        RETENTION_CLASSES,
        string="Kept by Law As",
        help="Records of this class keep their evidence fields until the legal "
        "retention of the activity date has ended.",
    )
    hash_path = fields.Char(
        help="Path of the field that holds the inalterability hash of a record.",
    )
    by_hand = fields.Text(
        translate=True,
        help="What of such a record remains in a system outside of this database, and "
        "what to do there by hand. It is listed as declined after every run that finds "
        "such a record.",
    )
    guard = fields.Boolean(
        string="Not for Anonymized Partners",
        default=True,
        help="No new record of this model may use an anonymized partner.",
    )
    happened = fields.Boolean(
        string="Has Happened",
        help="A record of this model tells what has happened already, such as a sale "
        "at the till: it is never refused, but kept without the anonymized partner.",
    )
    field_ids = fields.One2many("partner.anonymization.rule.field", "rule_id")
    shipped = fields.Boolean(
        readonly=True,
        copy=False,
        help="Came with the installation of a module, and with the right to speak of "
        "what rules of your own may not reach.",
    )
    module = fields.Char(compute="_compute_module")
    is_broken = fields.Boolean(
        string="Broken",
        compute="_compute_is_broken",
        search="_search_is_broken",
        help="The rule does not fit this database any more, or reaches for what it "
        "may not: it does not count, and its records are unmapped.",
    )
    broken_reason = fields.Char(compute="_compute_is_broken")
    is_installed = fields.Boolean(
        compute="_compute_is_installed", help="The model exists in this database."
    )

    @api.depends("model")
    def _compute_model_label(self):
        for rule in self:
            rule.model_label = labels.model_label(self.env, rule.model)

    @api.depends("model")
    def _compute_is_contact(self):
        for rule in self:
            rule.is_contact = rule.model == "res.partner"

    @api.depends("model")
    def _compute_is_installed(self):
        for rule in self:
            rule.is_installed = rule.model in self.env

    def _compute_module(self):
        names = self._get_external_ids()
        for rule in self:
            modules = [xid.split(".")[0] for xid in names.get(rule.id, [])]
            # An exported rule of one's own is of a module such as __export__.
            shipped = [name for name in modules if not name.startswith("__")]
            rule.module = shipped[0] if shipped else False

    def _compute_is_broken(self):
        broken = self._compiled().broken
        for rule in self:
            misfit = broken.get(rule._origin.id)
            rule.is_broken = bool(misfit)
            rule.broken_reason = misfit and misfits.sentence(self.env, *misfit)

    def _search_is_broken(self, operator, value):
        if operator != "in":
            return NotImplemented
        broken = list(self._compiled().broken)
        return [("id", "in" if True in value else "not in", broken)]

    @api.constrains(
        "model",
        "partner_path",
        "domain",
        "action",
        "own_record",
        "has_files",
        "replaces_id",
        "open_domain",
        "activity_field",
        "activity_domain",
        "activity_settles",
        "activity_path",
        "retention_class",
        "hash_path",
    )
    def _check_fits(self):
        """Shipped rules may speak of fields that only an absent app would add."""
        if module_loading.is_loading(self.env):
            return
        rules = self._values_to_check()
        own = self.filtered(lambda one: not one.shipped)
        for rule in (one for one in rules if one.id in own.ids):
            try:
                own_rules.check(self.env, rule, rules, self.env.user)
            except Misfit as misfit:
                raise ValidationError(
                    self.env._(
                        "Data map rule %(rule)s (model %(model)s) does not fit the "
                        "model: %(reason)s",
                        rule=rule.name,
                        model=rule.model,
                        reason=misfits.sentence(self.env, *misfit.args),
                    )
                ) from misfit

    @api.model_create_multi
    def create(self, vals_list):
        stored_texts.check_values(self.env, vals_list)
        rules = super().create([{**vals, "shipped": False} for vals in vals_list])
        compile_rules.changed(self.env)  # saving may have asked for the old map
        change_log.note_records(rules, ["created"])
        return rules

    def _load_records(self, data_list, update=False):
        """Mark rules as shipped by how they came, from a module's data: an external id
        alone can be chosen by an import."""
        rules = super()._load_records(data_list, update)
        if module_loading.is_loading(self.env):
            super(PartnerAnonymizationRule, rules).write({"shipped": True})
        return rules

    def write(self, vals):
        stored_texts.check_values(self.env, [vals])
        change_log.note_records(self, vals)
        result = super().write(vals)
        compile_rules.changed(self.env)
        return result

    def unlink(self):
        change_log.note_records(self, ["removed"])
        result = super().unlink()
        compile_rules.changed(self.env)
        return result
