"""The contender that people use today: OCA's *Privacy Partner's Right to be Forgotten*.

Its wheel is fetched once into the cache. It empties twenty columns of the contact by
the ORM and deletes messages and files; it checks nothing and nothing can be undone.
"""

import os
import subprocess
import sys
from pathlib import Path

import databases
from contenders import Database, Measured

MODULE = "privacy_partner_to_be_forgotten"
WHEEL = f"odoo-addon-{MODULE}==19.0.1.0.0.5"


def addons():
    """The folder with the module, fetched when it is missing."""
    sys.path.insert(0, str(Path(os.environ["PA_ODOO_BIN"]).parent))
    from pa_dev import paths

    folder = paths.cache() / f"bench-{paths.digest(WHEEL)}"
    if not folder.exists():
        draft = folder.with_suffix(f".{os.getpid()}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--target", str(draft), WHEEL], check=True)
        draft.rename(folder)
    return folder / "odoo" / "addons"


def install(name):
    """Install it in a database, and make it known to this process."""
    from odoo.modules import module
    from odoo.tools import config

    found = ",".join([*config["addons_path"], str(addons())])
    arguments = ("--addons-path", found, "--stop-after-init", "--no-http")
    databases.odoo("-d", name, "-i", MODULE, *arguments)
    config["addons_path"] = found.split(",")
    module.initialize_sys_path()


class Forgotten(Database):
    """One person after the other, as its wizard does it."""

    def run(self, ids):
        self.registry.clear_cache()
        with self.registry.cursor() as cr, Measured() as measured:
            for partner in self.partners(cr, ids):
                partner.anonymize_partner_data()
            cr.commit()
        return measured


class Lookup(Database):
    """Odoo's *Privacy Lookup*, which only looks where somebody's data is."""

    def run(self, ids):
        with self.registry.cursor() as cr, Measured() as measured:
            for partner in self.partners(cr, ids):
                env = partner.env["privacy.lookup.wizard"]
                env.create(
                    {
                        "email": partner.email or "none@none.example",
                        "name": partner.name,
                    }
                ).action_lookup()
            cr.rollback()
        return measured
