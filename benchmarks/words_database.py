"""The database of the benchmark of words: apps whose records hold free text."""

import hashlib

import databases
from databases import PREFIX, query, say

APPS = "account,contacts,crm,project,sale_management,hr"


def template():
    """The database with the apps and demo data and without our module, made when it is
    missing.

    :return: its name
    """
    from odoo import release

    key = hashlib.sha256(f"{release.version} {APPS}".encode()).hexdigest()[:10]
    name = f"{PREFIX}_words_{key}"
    comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
    if query("postgres", f"{comment} WHERE datname = %s", name) != [("complete",)]:
        say(f"installing {APPS} with demo data (once, some minutes) …")
        databases.drop(name)
        quiet = ("--stop-after-init", "--no-http")
        databases.odoo("-d", name, "-i", APPS, "--with-demo", *quiet)
        query("postgres", f"COMMENT ON DATABASE {name} IS 'complete'")
    return name
