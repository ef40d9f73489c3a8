"""Commands of Odoo's command line: one file each, named after the command."""
