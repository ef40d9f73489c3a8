from odoo import models
from odoo.exceptions import LockError, UserError

from ...engine import runs
from ...engine.datamap import DataMap
from ...engine.subject import membership, scope
from ...wording import refusals
from ..approvals import four_eyes
from ..log import refusal_log
from ..runs.choices import Choices

# What a client may ask for; what a wizard asks for has more.
_REASONS = ("note", "override_reason", "without_pdf")


class ResPartner(models.Model):
    """What a second person has to agree to, where the settings want four eyes."""

    _inherit = "res.partner"

    def anonymize(
        self,
        note=None,
        override_retention=False,
        override_reason=None,
        without_pdf_reason=None,
    ):
        """See above. Overriding the retention may need a second person.

        :raise RedirectWarning: nobody has agreed to this yet
        """
        reasons = note, override_retention, override_reason, without_pdf_reason
        if not override_retention or not four_eyes.is_wanted(self.env):
            return super().anonymize(*reasons)
        self._anonymization_check_rights(override_retention)
        asked = {
            "note": note,
            "override_reason": override_reason,
            "without_pdf": without_pdf_reason,
        }
        values = self._anonymization_asked_values("anonymize", asked)
        with four_eyes.passed(self, "anonymize", values):
            return super().anonymize(*reasons)

    def deanonymize(self, note=None):
        """See above.

        :raise RedirectWarning: a second person has to agree, and has not yet
        """
        if not four_eyes.is_wanted(self.env):
            return super().deanonymize(note)
        with self._anonymization_agreed("deanonymize", note):
            return super().deanonymize(note)

    def purge_anonymized(self, note=None):
        """See above.

        :raise RedirectWarning: a second person has to agree, and has not yet
        """
        if not four_eyes.is_wanted(self.env):
            return super().purge_anonymized(note)
        with self._anonymization_agreed("purge_anonymized", note):
            return super().purge_anonymized(note)

    def _anonymization_agreed(self, method, note):
        """A block for what a manager does with these partners when a second one has
        agreed. Raise as :func:`four_eyes.passed`."""
        self.env["partner.anonymization"]._check_right("group_manager")
        self._anonymization_check_access()
        values = self._anonymization_asked_values(method, {"note": note})
        return four_eyes.passed(self, method, values)

    def _anonymization_asked_values(self, method, values):
        """The arguments of a call as they are approved: reasons only.

        :raise UserError: there are others
        """
        known = _REASONS if method == "anonymize" else _REASONS[:1]
        if others := set(values) - set(known):
            raise UserError(
                self.env._("Nobody can ask for this: %s", ", ".join(sorted(others)))
            )
        found = {name: (values.get(name) or "").strip() or None for name in known}
        if method == "anonymize":
            found["override_reason"] = found["override_reason"] or found["note"]
            found["without_pdf"] = found["without_pdf"] or found["override_reason"]
        return found

    def _anonymization_check_asked(self, method, values):
        """Refuse partners that the user may not use, and reasons that name them."""
        self._anonymization_check_access()
        if method != "anonymize":
            self._anonymization_sealed_lines()
        for text in filter(None, map(values.get, _REASONS)):
            self._anonymization_check_text(text)

    def _anonymization_hold_still(self):
        """Lock these with all of their addresses, so that nobody hangs anything on them
        from here on.

        :raise UserError: somebody else holds one of them
        """
        env = self.sudo().env
        env.flush_all()
        members = membership.owners(membership.collect(env.cr, self.ids))
        try:
            self.with_env(env).browse(sorted(members)).lock_for_update()
        except LockError as error:
            raise UserError(refusals.locked(self.env)) from error

    def _anonymization_shown(self, method, values):
        """What stands behind these partners now: a change of it wants a new approval.

        :return: dict of lists that json can hold
        """
        if method == "anonymize":
            return self._anonymization_shown_blockers(values)
        lines = self._anonymization_sealed_lines()
        Partner = self.sudo().with_context(active_test=False)
        members = Partner.search([("anonymization_line_id", "in", lines.ids)])
        kept = lines.env["partner.anonymization.kept"].search(
            [("line_id", "in", lines.ids), ("is_waiting", "=", True)], order="id"
        )
        traces = lines.trace_ids.filtered(lambda one: one.status == "unexpected")
        return {
            "partners": [
                [one.id, one.anonymization_line_id.id] for one in members.sorted("id")
            ],
            "kept": [
                [one.id, str(one.postponed_until or one.date_until)] for one in kept
            ],
            "traces": sorted(
                [one.line_id.id, one.model, one.field, one.res_count] for one in traces
            ),
            "requests": self.env["partner.anonymization.request"]
            ._of_lines(lines)
            .sorted("id")
            .ids,
        }

    def _anonymization_shown_blockers(self, values):
        env, by_policy = self.sudo().env, values.get("by_policy", False)
        found = runs.blockers(env, self.ids, self.env.user, by_policy)
        subjects = membership.collect(env.cr, self.ids)
        return {
            "partners": sorted(membership.owners(subjects)),
            "documents": _documents(env, subjects),
            "blockers": sorted(
                [
                    one.partner_id,
                    one.code,
                    one.model or "",
                    sorted(one.res_ids),
                    one.overridable,
                ]
                for one in found
            ),
        }

    def _anonymization_carry_out(self, method, values):
        """Do what was approved, by the rights of whoever has asked for it.

        :return: the action that shows the run
        """
        if method == "deanonymize":
            run = self.deanonymize(**values)
        elif method == "purge_anonymized":
            run = self.purge_anonymized(**values)
        elif "categories" in values:
            run = self._anonymization_override_as_asked(values)
        else:
            run = self.anonymize(
                values["note"],
                True,
                values["override_reason"],
                values["without_pdf"],
            )
        return run._open_run()

    def _anonymization_override_as_asked(self, values):
        """What was asked for in the wizard, with all that was chosen there."""
        self._anonymization_check_rights(True)
        request = self.env["partner.anonymization.request"].browse(
            values["request_id"] or ()
        )
        texts = {name: values[name] for name in _REASONS}
        choices = Choices.of_kept({**values, "override": True}, **texts)
        with four_eyes.passed(self, "anonymize", values):
            request._check_identity()
            outcome = self._anonymize(
                **choices.arguments, one_by_one=True, interactive=True
            )
        if not outcome.done:
            raise refusal_log.anonymizing(self.env, outcome.blockers)
        run = self.env["partner.anonymization"].browse(outcome.run_id)
        request._link_run(run)
        return run


def _documents(env, subjects):
    """What the law keeps for some time, of these: ``{model: ids}``"""
    found = scope.find(env, DataMap(env), subjects)
    legal = {rule.model for rule in found.datamap.rules if rule.retention}
    return {
        model: sorted(found.by_model[model])
        for model in sorted(legal & found.by_model.keys())
    }
