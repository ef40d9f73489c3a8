"""Whether Odoo itself is loading modules: install, upgrade, uninstall.

A context says nothing about it, since every client can send one. A registry is ready
from the end of loading on, and nobody's request is served before.
"""

from odoo import SUPERUSER_ID


def is_loading(env):
    """Whether this is part of an install, an upgrade or an uninstall of modules."""
    return env.uid == SUPERUSER_ID and not env.registry.ready
