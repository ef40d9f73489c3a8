"""What the models do for the engine; see :class:`engine.database.door.Door`."""

from ...engine.database import door

# Key of the context under which what is done after a run finds the run's data map.
OF_RUN = "anonymization_datamap_of_run"


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

    def remembered(self, env):
        return env["partner.anonymization.rule"]._worked_out()

    def placeholders(self, env):
        options = env["res.partner"].sudo()._anonymization_options()
        return options.words

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

    def after_run(self, env, kind, partner_ids, datamap=None):
        if datamap:
            env = env(context={**env.context, OF_RUN: datamap})
        partners = env["res.partner"].browse(partner_ids)
        env["partner.anonymization"]._anonymization_after(kind, partners)

    def can_print(self, env):
        return env["account.move"]._anonymization_can_print()

    def without_pdf(self, env, partner_ids, datamap=None):
        partners = env["res.partner"].browse(partner_ids)
        return _invoices(partners._anonymization_invoices_without_pdf(datamap))

    def make_pdfs(self, env, partner_ids, datamap=None):
        partners = env["res.partner"].browse(partner_ids)
        return _invoices(partners._anonymization_make_pdfs(datamap))

    def take_back_pdfs(self, env, partner_ids):
        env["res.partner"].browse(partner_ids)._anonymization_take_back_pdfs()

    def try_halves(self, env, kind, line_ids, do):
        log = env["partner.anonymization"]
        return log._try_halves(kind, line_ids, do, by_night=False)


def _invoices(moves):
    """``[(invoice id, company id, ids of its partners)]``"""
    return [
        (
            move.id,
            move.company_id.id,
            (move.partner_id | move.commercial_partner_id).ids,
        )
        for move in moves
    ]


door.register(EngineDoor())
