from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.log import log_entries
from ...engine.vault import subject_seal

CARD = ("name", "street", "street2", "zip", "city", "lang", "email")
LETTERS = [
    ("erased", "Erased"),
    ("partial", "Partly erased"),
    ("nothing", "Nothing found"),
    ("refused", "Refused"),
    ("extended", "Extended"),
]
REPORT = "partner_anonymization.partner_anonymization_request_report"


class PartnerAnonymizationRequest(models.Model):
    """The letter to the person: made when it is printed, stored nowhere."""

    _inherit = "partner.anonymization.request"

    letter_kind = fields.Selection(
        LETTERS,
        compute="_compute_letter_kind",
        help="Which letter is printed now.",
    )
    letter_hint = fields.Char(compute="_compute_letter_hint")

    @api.depends("state", "outcome", "extended")
    def _compute_letter_kind(self):
        for request in self:
            notice = request.extended and request.state == "in_progress"
            request.letter_kind = "extended" if notice else request.outcome

    @api.depends("partner_ids.anonymization_state")
    @api.depends_context("uid")
    def _compute_letter_hint(self):
        for request in self:
            hint = request._address_hint()
            if not hint and not request.company_id._anonymization_authority_name():
                hint = self.env._(
                    "The letter names no supervisory authority: a manager can enter it "
                    "in the settings of Anonymization."
                )
            request.letter_hint = hint

    def _address_hint(self):
        """Why the letter has no address, False if it has one."""
        partner = self._letter_partner()
        if not partner:
            return self.env._("The letter has no address: no partner is entered.")
        if partner.anonymization_state == "deleted":
            return self.env._("The letter has no address: the data is gone.")
        if partner.anonymization_state and not self._may_open_seal():
            return self.env._(
                "The letter has no address: the data is sealed. A user with the "
                "right to manage anonymization can print or send it with the address."
            )
        return False

    def action_print_reply(self):
        """Print the letter that fits the state of the request.

        :raise UserError: nothing is to be told to the person yet, or any more
        """
        self._check_letter()
        return self.env.ref(REPORT).report_action(self, config=False)

    def _check_letter(self):
        """:raise UserError: nothing is to be told to the person yet, or any more"""
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self.check_access("read")
        silent = self.filtered(lambda request: not request.letter_kind)
        if silent:
            raise UserError(
                self.env._(
                    "There is no letter for %(requests)s yet. Close, refuse or extend "
                    "the request first.",
                    requests=", ".join(silent.mapped("display_name")),
                )
            )

    def _log_letter(self):
        """A letter that is printed with what the seal holds leaves an event."""
        for request in self:
            line = request._letter_partner().anonymization_line_id
            if line.is_sealed and request._may_open_seal():
                env = line.env(user=self.env.uid)
                log_entries.add_events(env, "letter", line.ids, "done")

    def _may_open_seal(self):
        """Sealed values are for managers."""
        return self.env.user.has_group("partner_anonymization.group_manager")

    def _letter_partner(self):
        """Whom the letter goes to: the first partner of whom the most is left."""
        partners = self.partner_ids.sudo().with_context(active_test=False)
        order = [False, "anonymized", "deleted"]
        return partners.sorted(lambda one: order.index(one.anonymization_state))[:1]

    def _letter_card(self):
        """Name, address and language of the person, as far as this user may see them.

        :return: dict with the keys :data:`CARD` and ``country``, empty after the purge
        """
        partner = self._letter_partner()
        if not partner or partner.anonymization_state == "deleted":
            return {}
        card = {name: partner[name] for name in CARD}
        if partner.anonymization_state:
            if not self._may_open_seal():
                return {}
            card.update(self._sealed_card(partner))
        country = partner.country_id
        foreign = country and country != self.company_id.country_id
        return {**card, "country": country if foreign else False}

    def _sealed_card(self, partner):
        """What was erased of the card; without a seal there is no name to write to."""
        line = partner.anonymization_line_id
        opened, _failed = subject_seal.load_usable(self.sudo().env, line.ids)
        values = opened[line.id].values if line.id in opened else []
        erased = {
            name: old
            for table, name, res_id, old, _how in values
            if table == "res_partner" and res_id == partner.id and name in CARD
        }
        return {"name": False, **erased}

    def _letter_lang(self):
        """The language of the person, where it is installed, or of the company."""
        lang = self._letter_card().get("lang")
        installed = dict(self.env["res.lang"].get_installed())
        own = self.company_id.partner_id.lang or self.env.lang
        return lang if lang in installed else own

    def _letter(self):
        """What the letter says, for who prints it now."""
        self._log_letter()
        return self._letter_values()

    def _letter_values(self):
        """What the letter says.

        :return: dict with ``kind``, ``name``, ``address`` (lines), ``country`` (record
            or False), ``date``, ``kept`` (rows of what, which, why and until when),
            ``authority`` (its name or an empty text) and ``log`` (number and hash at
            which the log ends)
        """
        self.ensure_one()
        card = self._letter_card()
        city = " ".join(filter(None, (card.get("zip"), card.get("city"))))
        lines = (card.get("street"), card.get("street2"), city)
        told = self.date_closed or self.extension_date
        return {
            "kind": self.letter_kind,
            "name": card.get("name"),
            "address": list(filter(None, lines)),
            "country": card.get("country"),
            "date": told or fields.Date.context_today(self),
            "kept": self._letter_kept(),
            "authority": self.company_id._anonymization_authority_name(),
            "log": self.env["partner.anonymization.event"].sudo()._chain_head(),
        }
