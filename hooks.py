def uninstall_hook(env):
    """Remove what Odoo does not know to be ours: the settings. There are no live seals
    at this point (``ir.module.module.button_uninstall`` refuses while there are)."""
    env["ir.config_parameter"].sudo().search(
        [("key", "=like", r"partner\_anonymization.%")]
    ).unlink()
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
