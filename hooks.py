from .engine import identity


def uninstall_hook(env):
    """Forget this database's key identity; there are no live seals at this point
    (``ir.module.module.button_uninstall`` refuses while there are)."""
    env["ir.config_parameter"].sudo().search(
        [("key", "=", identity.PARAMETER)]
    ).unlink()
