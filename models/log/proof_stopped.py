"""What is raised where a proof could not search everything."""

from odoo.exceptions import UserError


class ProofStopped(UserError):
    """The search of a proof was given up; the message says why and what to do."""
