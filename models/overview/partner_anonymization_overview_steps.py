from typing import NamedTuple

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import LazyTranslate, format_list
from odoo.tools.translate import LazyGettext

from ... import parameters
from ...engine.vault import KEY_DIR_PARAMETER
from ..datamap.partner_anonymization_unmapped import FINGERPRINT

_lt = LazyTranslate(__name__)


class Step(NamedTuple):
    """Something to do before the first person is anonymized, or right after.

    :param action: what opens, by its external id
    :param group: whose right it needs
    """

    key: str
    label: LazyGettext
    why: LazyGettext
    action: str
    group: str = "partner_anonymization.group_manager"


NAMES_TOLD = 3
_CLERK = "partner_anonymization.group_anonymize"
_SYSTEM = "base.group_system"
STEPS = (
    Step(
        "step_periods",
        _lt("Choose the legal periods"),
        _lt("How long the law has you keep invoices and other documents."),
        "partner_anonymization_period_action",
    ),
    Step(
        "step_keys",
        _lt("Move the keys out of the backup"),
        _lt("A backup that holds the keys brings back what was deleted for good."),
        "res_config_settings_action",
        _SYSTEM,
    ),
    Step(
        "step_responsible",
        _lt("Say who is told"),
        _lt("One person gets the announcements and summaries of scheduled work."),
        "res_config_settings_action",
        _SYSTEM,
    ),
    Step(
        "step_unmapped",
        _lt("Decide on the unmapped fields"),
        _lt("Fields of your apps that may hold personal data, and have no rule yet."),
        "partner_anonymization_unmapped_open_action",
    ),
    Step(
        "step_candidates",
        _lt("Look who is due"),
        _lt("The list is made every night; Refresh the List makes it now."),
        "partner_anonymization_candidate_action",
        _CLERK,
    ),
    Step(
        "step_rehearsal",
        _lt("Rehearse with one contact"),
        _lt("Open a contact, press Anonymize and Rehearse: nothing is changed."),
        "res_partner_anonymization_action",
        _CLERK,
    ),
    Step(
        "step_run",
        _lt("Anonymize the first contact"),
        _lt("It can be restored until the date that the contact shows."),
        "res_partner_anonymization_action",
        _CLERK,
    ),
    Step(
        "step_proof",
        _lt("See the first proof"),
        _lt("Prove Now searches the database and the files for what was erased."),
        "partner_anonymization_line_action",
        _CLERK,
    ),
)


class PartnerAnonymizationOverview(models.AbstractModel):
    """What a new database has still to do, in order."""

    _inherit = "partner.anonymization.overview"

    def _steps(self):
        """The steps, until all of them are done.

        :return: list of dicts ``{key, label, why, done, who}``; ``who``: whom to ask,
            empty where the user has the right to take the step
        """
        done = self._done_steps()
        if all(done.values()):
            return []
        return [
            {
                "key": step.key,
                "label": self.env._(step.label),
                "why": self.env._(step.why),
                "done": done[step.key],
                "who": "" if done[step.key] else self._whom_to_ask(step.group),
            }
            for step in STEPS
        ]

    def _whom_to_ask(self, group):
        """Who has the right, in the user's company: a sentence, empty if the user has.

        :param str group: external id
        """
        if self.env.user.has_group(group):
            return ""
        right = self.env.ref(group).sudo()
        company = self.env.company
        users = right.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )
        if not users:
            return self.env._(
                "Nobody has the right “%(right)s” that it needs: ask an administrator.",
                right=right.name,
            )
        # Who logs in can answer.
        users = users.sorted(lambda user: (not user.login_date, user.id))
        names = users[:NAMES_TOLD].mapped("name")
        return self.env._(
            "Ask %(names)s: it needs the right “%(right)s”.",
            names=format_list(self.env, names, style="or"),
            right=right.name,
        )

    def _done_steps(self):
        env = self.sudo().env
        log, line = env["partner.anonymization"], env["partner.anonymization.line"]
        told = env["ir.config_parameter"].get_param
        done = [("outcome", "in", ("done", "partial"))]
        return {
            "step_periods": all(map(self._has_periods, self.env.companies)),
            "step_keys": bool(told(KEY_DIR_PARAMETER)),
            "step_responsible": bool(
                parameters.number_or_default(env, "responsible_id")
            ),
            "step_unmapped": bool(told(FINGERPRINT))
            and not env["partner.anonymization.unmapped"]._open_count(),
            "step_candidates": _any(env["partner.anonymization.candidate"], []),
            "step_rehearsal": _any(log, [("kind", "=", "rehearsal")]),
            "step_run": _any(line, [("run_id.kind", "=", "anonymize"), *done]),
            "step_proof": _any(line, [("proof_date", "!=", False)]),
        }

    def _has_periods(self, company):
        followed = company._anonymization_followed("anonymization_period_ids")
        return bool(followed[-1:].anonymization_period_ids)

    def _open_step(self, key):
        """What a step opens, None if there is no such step."""
        step = next((one for one in STEPS if one.key == key), None)
        if not step:
            return None
        if who := self._whom_to_ask(step.group):
            raise AccessError(who)
        name = f"partner_anonymization.{step.action}"
        return self.env["ir.actions.actions"]._for_xml_id(name)


def _any(model, domain):
    return bool(model.search(domain, limit=1, order="id"))
