from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.datamap import LineValues, Misfit, own_rule_fields, record_owner
from ...engine.unmapped import suggestions
from ...wording import notices
from ..approvals import four_eyes

MOST_SHOWN = 20
SUGGESTED = [
    "model",
    "field",
    "state",
    "suggested_path",
    "suggested_method",
    "suggested_category",
    "suggested_term",
]


class PartnerAnonymizationUnmapped(models.Model):
    """Making rules of one's own of what the list suggests."""

    _inherit = "partner.anonymization.unmapped"

    def action_accept(self):
        """Add the suggestions to the administrator's own rules, one per model. Each row
        stands alone: what fails is told, and the others are accepted.

        :return: a notification about the rows that failed, if any
        :raise UserError: none could be accepted
        """
        self.env["partner.anonymization"]._check_right("group_manager")
        rows = self.sudo().filtered(lambda row: row.state == "open")
        return rows._accept_each(type(self)._check_unambiguous)

    def _accept_each(self, check=None):
        """Accept these rows one by one.

        :param check: called with each row, refuses it by a UserError
        :return: a notification about the rows that failed, if any
        :raise UserError: none could be accepted
        """
        # Links come last: for a link the fields that the other rows have just put into
        # rules are redacted.
        rows = self.sorted(lambda row: row.kind == "link")
        with four_eyes.passed(self, "_accept_each"):
            failed = rows._accept_or_fail(check)
        return rows._tell_failed(failed) if failed else None

    def _accept_or_fail(self, check):
        """:return: ``{row: why}`` of those that could not be accepted"""
        failed = {}
        for row in self:
            try:
                with self.env.cr.savepoint():
                    if check:
                        check(row)
                    row._accept()
            except (UserError, ValidationError, AccessError) as error:
                failed[row] = str(error)
        return failed

    def _anonymization_shown(self, method, values):
        """What is suggested for these rows."""
        rows = self.sudo().exists().sorted("id")
        return rows.read(SUGGESTED, load=None)

    def _anonymization_carry_out(self, method, values):
        """Accept what was reviewed and approved."""
        return self.sudo()._accept_each()

    def _tell_failed(self, failed):
        """:param dict failed: ``{row: why}``"""
        told = [
            self.env._(
                "%(field)s of %(model)s: %(why)s",
                field=row.field_label,
                model=row.model_label,
                why=why,
            )
            for row, why in failed.items()
        ]
        reasons = "\n".join(told[:MOST_SHOWN])
        if len(failed) == len(self):
            raise UserError(reasons)
        message = self.env._(
            "%(accepted)s of %(all)s fields are accepted. These are not:\n%(failed)s",
            accepted=len(self) - len(failed),
            all=len(self),
            failed=reasons,
        )
        return notices.reloading(message, "warning", sticky=True)

    def _check_unambiguous(self):
        if self.is_ambiguous:
            raise UserError(
                self.env._(
                    "%(model)s has several links to contacts, and it is not clear "
                    "which of them %(field)s is about. Review the suggestion, or "
                    "write a rule of your own that starts with the right link.",
                    model=self.model_label,
                    field=self.field_label,
                )
            )

    def _accept(self):
        """Make or extend the own rule for the model of this row."""
        if not self.suggested_path:
            raise UserError(
                self.env._(
                    "Nothing leads from %(model)s to a contact, so there is no "
                    "rule to suggest for %(field)s: declare it not personal, or "
                    "write a rule of your own in the data map.",
                    model=self.model_label,
                    field=self.field_label,
                )
            )
        Rule = self.env["partner.anonymization.rule"]
        own = Rule.search([("model", "=", self.model)])
        own = own.filtered(lambda rule: not (rule.shipped or rule.module))[:1]
        texts = record_owner.merged(own.partner_path, [self.suggested_path]).split(",")
        taken = set(own.field_ids.mapped("field"))
        lines = [
            fields.Command.create(line)
            for line in self._rule_lines()
            if line["field"] not in taken
        ]
        path = ",".join(suggestions.fitting(self.env, self.model, texts))
        values = {"partner_path": path, "field_ids": lines}
        if own:
            own.write(values)
        else:
            values.update(name=self.model_label, model=self.model)
            # Where the path leads to whoever is in charge of a record, only that
            # person's words are redacted.
            values["mention"] = not record_owner.is_persons(path.split(",")[0])
            own = Rule.create(values)
        self.write({"state": "accepted", "rule_id": own.id})

    def _rule_lines(self):
        """Values of the lines for this row. Another way from records of a mapped model
        to a partner wants the words of that partner redacted there, too."""
        if self.suggested_method:
            return [
                {
                    "field": self.field,
                    "method": self.suggested_method,
                    "category": self.suggested_category,
                    "term": self.suggested_term,
                }
            ]
        if self.kind != "link":
            return []
        rules = self.env["partner.anonymization.rule"].search(
            [("model", "=", self.model), ("action", "!=", "keep")]
        )
        lines, known = {}, rules._values_to_check()
        for line in rules.field_ids:
            values = {"field": line.field, "category": line.category}
            if line.field not in lines and self._can_redact(line.field, known):
                lines[line.field] = {**values, "method": "redact"}
        return list(lines.values())

    def _can_redact(self, name, rules):
        """Whether a rule of one's own may redact a field that another rule names.

        :param rules: all rules, as the engine takes them
        """
        field = self.env[self.model]._fields.get(name)
        if not field or not field.store or field.type not in own_rule_fields.WORDS:
            return False
        line = LineValues(name, "redact")
        try:
            own_rule_fields.check(self.env, self.model, line, [name], rules)
        except Misfit:
            return False
        return True
