import argparse
import sys

import odoo
from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class AnonymizationReplay(Command):
    """Erase again what a restored backup has brought back, as the ledger says."""

    name = "anonymization_replay"

    def run(self, args):
        parser = self.parser
        parser.formatter_class = argparse.HelpFormatter
        parser.add_argument("-d", "--database", required=True)
        parser.add_argument("-c", "--config", help="Odoo's configuration file")
        parser.add_argument(
            "--dry-run", action="store_true", help="show it, and change nothing"
        )
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="this database has taken the place of the one that wrote the ledger, "
            "which is not used any more",
        )
        told = parser.parse_args(args)
        options = ["-d", told.database, *(["-c", told.config] if told.config else [])]
        config.parse_config(["--no-http", *options], setup_logging=True)
        with Registry(told.database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            sentences, is_done = env["partner.anonymization.replay"]._command(
                told.dry_run, told.adopt
            )
        odoo.sql_db.close_all()
        sys.stdout.write("\n".join(sentences) + "\n")
        sys.exit(0 if is_done else 1)
