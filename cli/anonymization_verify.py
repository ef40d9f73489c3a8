import argparse
import sys

import odoo
from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class AnonymizationVerify(Command):
    """Check the chain of the anonymization log; 1 is the exit code of a broken one."""

    name = "anonymization_verify"

    def run(self, args):
        parser = self.parser
        parser.formatter_class = argparse.HelpFormatter
        parser.add_argument("-d", "--database", required=True)
        parser.add_argument("-c", "--config", help="Odoo's configuration file")
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="of an event, as a certificate or a mail says it; may be repeated",
        )
        told = parser.parse_args(args)
        options = ["-d", told.database, *(["-c", told.config] if told.config else [])]
        config.parse_config(["--no-http", *options], setup_logging=True)
        with Registry(told.database).cursor(readonly=True) as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            is_whole, message = env["partner.anonymization.event"]._verify(told.head)
        odoo.sql_db.close_all()
        sys.stdout.write(f"{message}\n")
        sys.exit(0 if is_whole else 1)
