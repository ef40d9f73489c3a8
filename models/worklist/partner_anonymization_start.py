from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.subject import record_persons
from . import made_contacts


class PartnerAnonymizationStart(models.Model):
    """Which contacts were made to anonymize records of somebody who has none.

    Nobody has access: what is in here counts as the person's own.
    """

    _name = "partner.anonymization.start"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Record that an anonymization starts from"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True
    )
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="model", required=True)
    is_linked = fields.Boolean(help="The record itself says whose it is.")

    @api.model
    def _open_active(self):
        """Open the wizard for the people that the chosen records stand for.

        The client says which records: the user has to be able to read them.

        :raise AccessError: the user lacks the right, or may not read one of them
        :raise UserError: the records stand for nobody
        """
        context = self.env.context
        ids = context.get("active_ids") or [context.get("active_id")]
        return self._open(context.get("active_model"), list(filter(None, ids)))

    @api.model
    def _open(self, model_name, ids):
        self.env["partner.anonymization"]._check_right("group_anonymize")
        if model_name == "res.partner":
            return self.env[model_name].browse(ids).action_anonymize()
        if (
            not ids
            or model_name not in self.env["partner.anonymization.rule"]._persons()
        ):
            raise UserError(
                self.env._(
                    "Choose records that stand for a person: the data map says which "
                    "ones do."
                )
            )
        records = self.env[model_name].sudo(False).browse(ids)
        records.check_access("read")
        action = self._partners(records).action_anonymize()
        passed_on = {
            name: value
            for name, value in action["context"].items()
            if not name.startswith(("active_", "default_", "search_default_"))
        }
        chosen = {
            name: action["context"][name]
            for name in ("default_partner_ids", "default_run_id")
            if name in action["context"]
        }
        action["context"] = {**passed_on, **chosen}
        return action

    @api.model
    def _partners(self, records):
        """Who the records stand for; of whom there is none yet, a contact is made."""
        env = self.sudo().env
        found = record_persons.find(env, records._name, records.ids)
        known = [id_ for one in found for id_ in one.partner_ids]
        made = self._make(
            records.with_env(env), [one for one in found if not one.partner_ids]
        )
        return self.env["res.partner"].browse(dict.fromkeys([*known, *made.ids]))

    @api.model
    def _make(self, records, persons):
        own = [records.browse(one.ids) for one in persons]
        nameless = records.env["res.partner"]._anonymization_options().placeholder
        partners = made_contacts.make(
            records.env,
            [
                {
                    "name": nameless,
                    **one.values,
                    **made_contacts.only_company(its),
                }
                for one, its in zip(persons, own, strict=True)
            ],
        )
        name = record_persons.link(record_persons.models(records.env)[records._name])
        pairs = [
            (id_, partner.id)
            for partner, one in zip(partners, persons, strict=True)
            for id_ in one.ids
        ]
        if name:
            made_contacts.link_each(records, name, pairs)
        self._remember(records._name, pairs, bool(name))
        return partners

    @api.model
    def _remember(self, model_name, pairs, is_linked):
        """Note which contacts were made for which records, pairs of their ids."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (model, is_linked, res_id, partner_id)"
                " SELECT %s, %s, u.* FROM unnest(%s::int[], %s::int[]) u",
                SQL.identifier(self._table),
                model_name,
                is_linked,
                [id_ for id_, _partner_id in pairs],
                [partner_id for _id, partner_id in pairs],
            )
        )

    @api.autovacuum
    def _gc_unused_contacts(self):
        """Take back the contacts of whom nobody was anonymized within a day: the
        records hang on no contact again."""
        starts = self.sudo().search(made_contacts.forgotten("partner_id"))
        starts = starts.filtered(lambda one: one.model in self.env)
        persons = record_persons.models(starts.env)
        links = {
            name: {record_persons.link(persons[name])} - {None}
            for name in set(starts.mapped("model")) & persons.keys()
        }
        partners = starts.partner_id
        if not partners:
            return
        unused = partners - made_contacts.used(partners, links)
        for model_name, names in links.items():
            Model = starts.env[model_name].with_context(active_test=False)
            for name in names:
                made_contacts.link(Model.search([(name, "in", unused.ids)]), name, None)
        unused.unlink()
