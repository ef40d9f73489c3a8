import argparse
import os
import sys
from contextlib import contextmanager
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

PASSPHRASE = "PARTNER_ANONYMIZATION_PASSPHRASE"


class AnonymizationKeys(Command):
    """Check, rotate, export or import the keys of anonymized partners.

    check   tells what is wrong: seals without keys, keys without seals, rights; ends
            with status 1 when something cannot be opened, or is open to others
    rotate  gives the keys a new wrapping key, and destroys the old one
    export  writes all keys to FILE, under a passphrase
    import  brings back from FILE the keys that seals of this database lack
    """

    name = "anonymization_keys"
    epilog = f"""
    The passphrase is read from --passphrase-file, or from {PASSPHRASE}.
    """

    def run(self, args):
        options = self._options(args)
        arguments = ["-d", options.database, "--log-level=error"]
        if options.config:
            arguments += ["-c", options.config]
        config.parse_config(arguments, setup_logging=True)
        try:
            with self._log(options.database) as log:
                status = getattr(self, f"_{options.action}")(log, options)
        except UserError as error:
            sys.exit(str(error))
        sys.exit(status)

    def _options(self, args):
        parser = self.parser
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        actions = ("check", "rotate", "export", "import")
        parser.add_argument("action", choices=actions)
        parser.add_argument("file", nargs="?", metavar="FILE")
        parser.add_argument("-d", "--database", required=True)
        parser.add_argument("-c", "--config")
        parser.add_argument("--passphrase-file", metavar="FILE")
        options = parser.parse_args(args)
        needs_file = options.action in ("export", "import")
        if needs_file != bool(options.file):
            parser.error("export and import need a FILE, check and rotate none")
        return options

    @contextmanager
    def _log(self, database):
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if "partner.anonymization" not in env:
                sys.exit(f"Partner Anonymization is not installed in {database}.")
            yield env["partner.anonymization"]

    def _check(self, log, _options):
        lines, is_fine = log._keys_check()
        _say(*lines)
        return 0 if is_fine else 1

    def _rotate(self, log, _options):
        _say(f"{log._keys_rotate()} keys have a new wrapping key.")

    def _export(self, log, options):
        count = log._keys_export(options.file, _passphrase(options))
        _say(f"{count} keys were exported to {options.file}.")

    def _import(self, log, options):
        count = log._keys_import(options.file, _passphrase(options))
        _say(f"{count} keys were missing and are there again.")


def _passphrase(options):
    if options.passphrase_file:
        try:
            return Path(options.passphrase_file).read_bytes().strip()
        except OSError as error:
            sys.exit(f"{options.passphrase_file}: {error.strerror}")
    if value := os.environ.get(PASSPHRASE):
        return os.fsencode(value)
    sys.exit(f"Name a file with --passphrase-file, or set {PASSPHRASE}.")


def _say(*lines):
    for line in lines:
        sys.stdout.write(f"{line}\n")
