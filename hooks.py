from .engine.subject import link_indexes


def post_init_hook(env):
    """Have the indexes made as soon as all apps are loaded, and say the placeholders as
    the company does."""
    env.ref("partner_anonymization.ir_cron_indexes")._trigger()
    _say_placeholders(env)


def _say_placeholders(env):
    """Say the placeholders in the language of the company, as the choices of the
    contact's state have them. Whoever has told others before keeps them."""
    lang = env.company.partner_id.lang
    if not lang:
        return
    field = env["res.partner"]._fields["anonymization_state"]
    translated = field._description_selection(env(context={"lang": lang}))
    shipped = dict(field.selection)
    parameters = env["ir.config_parameter"].sudo()
    for state, label in translated:
        key = f"partner_anonymization.placeholder_{state}"
        if parameters.get_param(key) == shipped[state]:
            parameters.set_param(key, label)


def uninstall_hook(env):
    """Remove what Odoo does not know to be ours: settings, and indexes on other apps'
    tables. There are no live seals at this point
    (``ir.module.module.button_uninstall`` refuses while there are)."""
    ours = env["ir.config_parameter"].sudo()
    # Without a word that was told, what it was is remembered: that goes after it.
    while found := ours.search([("key", "=like", r"partner\_anonymization.%")]):
        found.unlink()
    link_indexes.drop(env.cr, link_indexes.existing(env.cr))
    _forget_names_of_mixins(env.cr)


def _forget_names_of_mixins(cr):
    """Odoo leaves the external ids that apps give to what they add to our models, such
    as the choices of an activity's state."""
    cr.execute(
        r"""
        DELETE FROM ir_model_data
         WHERE module <> 'partner_anonymization'
           AND (name LIKE 'selection\_\_partner\_anonymi%'
                OR name LIKE 'model\_inherit\_\_partner\_anonymi%')
        """
    )
