"""What the models do for the engine; see :class:`engine.database.door.Door`."""

from ...engine.database import door


class EngineDoor:
    """Answers the engine by the models of the database that it works in."""

    def rules(self, env):
        return env["partner.anonymization.rule"]._all_values()

    def compiled_map(self, env):
        return env["partner.anonymization.rule"]._compiled()

    def guarded_models(self, env):
        return env["partner.anonymization.rule"]._guarded_models()

    def guarded_owners(self, env):
        return env["partner.anonymization.rule"]._guarded_owners()

    def placeholders(self, env):
        options = env["res.partner"].sudo()._anonymization_options()
        return options.placeholder, options.deleted

    def followed_companies(self, company, name):
        return company._anonymization_followed(name)

    def caretakers(self, env):
        return env["partner.anonymization"]._looked_after_by()

    def opt_out_key_refs(self, env):
        return env["partner.anonymization.opt.out"]._key_refs()

    def start_run(self, env, kind, note, count, is_interactive=False):
        return env["partner.anonymization"]._start(kind, note, count, is_interactive).id

    def finish_run(self, env, run_id, refused=0):
        env["partner.anonymization"].sudo().browse(run_id)._finish(refused)

    def before_run(self, env, kind, partner_ids):
        partners = env["res.partner"].browse(partner_ids)
        env["partner.anonymization"]._anonymization_before(kind, partners)

    def after_run(self, env, kind, partner_ids):
        partners = env["res.partner"].browse(partner_ids)
        env["partner.anonymization"]._anonymization_after(kind, partners)

    def try_halves(self, env, kind, line_ids, do):
        log = env["partner.anonymization"]
        return log._try_halves(kind, line_ids, do, by_night=False)


door.register(EngineDoor())
