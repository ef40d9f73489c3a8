from odoo import fields, models
from odoo.exceptions import LockError, UserError

from ... import parameters
from ...engine import runs
from ...engine.database import StatementRefused
from ...engine.plan import Options
from ...engine.runs import ReasonMissing, Request
from ...engine.vault import SealUnusable
from ...wording import decisions, lost_values, notes, refusals, seals, why_kept
from ..datamap.partner_anonymization_rule_field import CATEGORIES
from ..keys import key_watch
from ..log import refusal_log


class ResPartner(models.Model):
    _inherit = "res.partner"

    anonymization_state = fields.Selection(
        [("anonymized", "Anonymized"), ("deleted", "Deleted")],
        string="Anonymization",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Anonymized: the personal data is erased and sealed, and can be restored. "
        "Deleted: the key of the seal is destroyed.",
    )
    anonymization_line_id = fields.Many2one(
        "partner.anonymization.line",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        groups="partner_anonymization.group_anonymize",
    )
    anonymization_retention_years = fields.Integer(
        string="Individual Retention (years)",
        copy=False,
        groups="base.group_user",
        help="Years that this partner is kept after the last activity; 0 uses the "
        "company's setting. Documents keep their own legal retention.",
    )
    _anonymization_years = models.Constraint(
        "CHECK (anonymization_retention_years >= 0)",
        "Years of retention cannot be negative.",
    )
    anonymization_sole_trader = fields.Boolean(
        string="Sole Trader",
        copy=False,
        groups="base.group_user",
        help="A company that is a natural person: its data is personal data. It is "
        "listed as a candidate where the settings say so.",
    )
    anonymization_exempt = fields.Boolean(
        string="Never Anonymize",
        copy=False,
        groups="base.group_user",
        help="A collective or one-time customer that stands for no person.",
    )
    anonymization_same_partner_ids = fields.Many2many(
        "res.partner",
        "res_partner_anonymization_same_rel",
        "partner_id",
        "same_id",
        string="Same Person",
        copy=False,
        groups="base.group_user",
        help="Other partner records of the same person: anonymized together.",
    )
    anonymization_other_partner_ids = fields.Many2many(
        "res.partner",
        "res_partner_anonymization_other_rel",
        "partner_id",
        "other_id",
        string="Somebody Else",
        copy=False,
        groups="base.group_user",
        help="Partners with the same e-mail or tax number who are not this person: "
        "nobody is asked about them again.",
    )

    def _get_complete_name(self):
        parent = self.sudo().parent_id
        if self.anonymization_state and parent.anonymization_state:
            return self.name or ""
        return super()._get_complete_name()

    # ------------------------------------------------------------------
    # Public interface
    # ------------------------------------------------------------------

    def action_anonymize(self):
        """Open the wizard for these partners.

        :raise AccessError: the user lacks the right, or may not read one of them
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._anonymization_check_access()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Anonymize"),
            "res_model": "partner.anonymize",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_partner_ids": self.ids},
        }

    def anonymization_blockers(self):
        """Every reason why these partners must not be anonymized now.

        :return: list of dicts ``{partner_id, code, message, model, res_ids,
            overridable}``; ``res_ids`` is empty for records in companies that the user
            cannot see
        :raise AccessError: the user lacks the right, or may not read one of them
        """
        self.env["partner.anonymization"]._check_right("group_anonymize")
        self._anonymization_check_access()
        found = runs.blockers(self.sudo().env, self.ids, self.env.user)
        return refusals.blocker_dicts(self.env, found)

    def anonymize(
        self,
        note=None,
        override_retention=False,
        override_reason=None,
        without_pdf_reason=None,
    ):
        """Erase the personal data of these partners and of all their addresses.

        All or nothing over the recordset. The originals are sealed and can be brought
        back with :meth:`deanonymize` until they are purged.

        :param str note: for the log; must not name the person
        :param bool override_retention: skip blockers of retention and of models
            without a rule; needs the right to override retention
        :param str override_reason: why they are skipped, which is mandatory then; the
            note where it is empty
        :param str without_pdf_reason: why invoices within their retention may lose the
            name although no PDF of them can be made, which blocks otherwise; the reason
            of the override where it is empty
        :return: the ``partner.anonymization`` run
        :raise UserError: naming every blocker, or no reason for an override; nothing
            has been changed
        :raise AccessError: the user lacks a right, or may not read one of them
        """
        self._anonymization_check_rights(override_retention)
        if override_retention:
            override_reason = (override_reason or "").strip() or note
            without_pdf_reason = (without_pdf_reason or "").strip() or override_reason
        outcome = self._anonymize(
            note,
            override_retention,
            override_reason=override_reason,
            without_pdf=without_pdf_reason,
        )
        if outcome.blockers:
            raise refusal_log.anonymizing(self.env, outcome.blockers)
        return self.env["partner.anonymization"].browse(outcome.run_id)

    def deanonymize(self, note=None):
        """Bring the sealed data of these partners back, exactly as it was.

        Not brought back: passwords, sessions, tokens, cancelled mail; nor what does
        not fit into the database any more, such as a tag that was deleted meanwhile,
        which the lines of the run list.

        :param str note: for the log; must not name the person
        :return: the ``partner.anonymization`` run
        :raise UserError: not anonymized, already deleted, the seal cannot be opened, or
            no note although the person has asked for the erasure; nothing has been
            changed
        :raise AccessError: the user is no manager, or may not read one of them
        """
        self.env["partner.anonymization"]._check_right("group_manager")
        self._anonymization_check_access()
        lines = self._anonymization_sealed_lines()
        self._anonymization_check_requests(lines, note)
        self._anonymization_check_parents(lines)
        env = self.sudo().env
        try:
            run_id = runs.deanonymize(
                env,
                lines.ids,
                note,
                lambda terms: notes.check_note(self.env, note, terms),
                why_kept.reasons(self.env),
                parameters.word(env, "placeholder_anonymized"),
            )
        except SealUnusable as error:
            raise UserError(seals.cannot_restore(self.env, error)) from error
        except LockError as error:
            raise UserError(refusals.locked(self.env)) from error
        except StatementRefused as error:
            raise UserError(lost_values.refused(self.env, error)) from None
        return self.env["partner.anonymization"].browse(run_id)

    # ------------------------------------------------------------------
    # Towards the engine
    # ------------------------------------------------------------------

    def _anonymization_check_rights(self, override_retention):
        log = self.env["partner.anonymization"]
        log._check_right("group_anonymize")
        if override_retention:
            log._check_right("group_override_retention")
        if not self:
            raise UserError(self.env._("Select at least one partner to anonymize."))
        self._anonymization_check_access()

    def _anonymize(
        self,
        note,
        override,
        categories=None,
        one_by_one=False,
        rehearsal=False,
        interactive=False,
        by_policy=False,
        recipients_agreed=False,
        override_reason=None,
        without_pdf=None,
        run_id=None,
        **choices,
    ):
        """Run the engine on these partners; rights have been checked.

        :param override_reason, without_pdf, run_id: as in ``engine.runs.Request``
        :param choices: ``ticked`` and ``spared`` of ``engine.plan.Options``
        :return: ``engine.runs.Outcome``
        """
        if not rehearsal:
            key_watch.check_place(self.sudo().env)
        texts = (note, override_reason, without_pdf)
        request = Request(
            note=note,
            override=override,
            one_by_one=one_by_one,
            rehearsal=rehearsal,
            interactive=interactive,
            by_policy=by_policy,
            recipients_agreed=recipients_agreed,
            payment_days=parameters.number_or_default(self.env, "payment_warning_days"),
            purge_days=parameters.number(self.env, "purge_after_days"),
            reasons=why_kept.reasons(self.env),
            check_note=lambda terms: notes.check_notes(self.env, texts, terms),
            override_reason=(override_reason or "").strip() or None,
            without_pdf=(without_pdf or "").strip() or None,
            run_id=run_id,
        )
        try:
            return runs.anonymize(
                self.sudo().env,
                self.ids,
                self._anonymization_options(categories, **choices),
                request,
            )
        except ReasonMissing:
            raise UserError(decisions.reason_missing(self.env)) from None
        except LockError as error:
            raise UserError(refusals.locked(self.env)) from error
        except StatementRefused as error:
            raise UserError(lost_values.refused(self.env, error)) from None

    def _anonymization_options(self, categories=None, **choices):
        every = {code for code, _label in CATEGORIES}
        return Options(
            categories=frozenset(every if categories is None else categories)
            | {"name"},
            placeholder=parameters.word(self.env, "placeholder_anonymized"),
            deleted=parameters.word(self.env, "placeholder_deleted"),
            earlier=parameters.earlier_words(self.env, "placeholder_anonymized"),
            earlier_deleted=parameters.earlier_words(self.env, "placeholder_deleted"),
            keep_reference=parameters.flag(self.env, "keep_reference"),
            opt_outs_until=self.env["partner.anonymization.opt.out"]._until(),
            guard_until=self.env["partner.anonymization.guard.hash"]._until(),
            **choices,
        )

    def _anonymization_sealed_lines(self):
        """The log lines that hold the seals of these partners."""
        live = self.filtered(lambda partner: not partner.anonymization_state)
        deleted = self.filtered(lambda p: p.anonymization_state == "deleted")
        if not self or live:
            raise UserError(
                self.env._(
                    "Not anonymized: %(partners)s. Select anonymized partners only.",
                    partners=", ".join(map(str, live.ids)) or "-",
                )
            )
        if deleted:
            raise UserError(
                self.env._(
                    "Partner %(ids)s has been deleted: the key of its data is "
                    "destroyed and nothing can be restored. Create a new contact "
                    "instead.",
                    ids=", ".join(map(str, deleted.ids)),
                )
            )
        return self.sudo().anonymization_line_id
