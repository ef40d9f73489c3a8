"""A database that is like life: all apps, and a hundred thousand or a million partners.

``dev/run --all python benchmarks/life.py`` makes the template; ``--partners`` says how
many. It is kept, and made again when what fills it has changed.
"""

import argparse
import hashlib
import os
import shutil
import sys
from pathlib import Path

import databases
from databases import PREFIX, query, say
from life_tables import TABLES

PARTNERS = 100_000
KINDS = {"rich": "is_rich_subject", "sparse": "NOT is_rich_subject"}
# Raise the version when the filling itself changes.
VERSION, SOURCES = 1, ("life_values.py", "life_tables.py", "life_people.sql")
COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass
       AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
# Indexes that no constraint needs are made again when the rows are there.
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = 'public'
       AND tablename = ANY(%s)
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
"""


def template(partners=PARTNERS):
    """The database with the data and without our module, made when it is missing.

    :return: its name, which tells what it contains
    """
    apps = os.environ["PA_ALL_TEMPLATE"]
    folder = Path(__file__).parent
    content = "".join((folder / name).read_text() for name in SOURCES)
    digest = hashlib.sha256(f"{VERSION} {apps} {content}".encode()).hexdigest()[:8]
    name = f"{PREFIX}_life{partners // 1000}k_{digest}"
    comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
    if query("postgres", f"{comment} WHERE datname = %s", name) != [("complete",)]:
        _copy_with_files(apps, name)
        fill(name, partners)
        query("postgres", f"COMMENT ON DATABASE {name} IS 'complete'")
    return name


def _copy_with_files(source, target, use_up=False):
    from odoo.tools import config

    if use_up:
        databases.drop(target)
        rename = f"ALTER DATABASE {source} RENAME TO {target}"
        query("postgres", rename, autocommit=True)
    else:
        databases.copy(source, target)
    if os.path.isdir(config.filestore(source)):
        # Odoo never changes a stored file in place: hard links are enough.
        shutil.copytree(
            config.filestore(source), config.filestore(target), copy_function=os.link
        )


def fill(name, partners):
    """Add the people and all that they left behind."""
    say(f"making {partners} partners …")
    [(highest,)] = query(name, "SELECT max(id) FROM res_partner")
    people = Path(__file__).with_name("life_people.sql").read_text()
    query(name, people.format(partners=partners, first_partner=highest + 1))
    tables = list(dict.fromkeys(table for table, *_rest in TABLES))
    indexes = query(name, INDEXES, tables)
    for index, _definition in indexes:
        query(name, f'DROP INDEX "{index}"')
    first = {}
    for entry in TABLES:
        _insert(name, entry, partners, first)
    say("indexes …")
    for _index, definition in indexes:
        query(name, f"SET maintenance_work_mem = '512MB'; {definition}")
    for table in tables:
        query(name, f"DROP TABLE IF EXISTS life_made_{table}")
    query(name, "VACUUM ANALYZE", autocommit=True)


def _insert(name, entry, partners, first):
    """Make the rows of one entry of ``TABLES``; the first one of a table is kept in
    ``life_made_TABLE`` for those that hang on it."""
    table, pattern, source, values = entry
    [(highest,)] = query(name, f"SELECT COALESCE(max(id), 0) FROM {table}")
    source = source.format(partners=partners, first=first)
    made = f"life_made_{table}"
    if table not in first:
        first[table] = highest + 1
    columns = [column for (column,) in query(name, COLUMNS, table)]
    chosen = {"id": f"{highest + 1} + s.n", **values}
    unknown = set(chosen) - set(columns)
    if unknown:
        sys.exit(f"bench: {table} has no {', '.join(sorted(unknown))}")
    expressions = [chosen.get(column, f'pattern."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    query(
        name,
        f"DROP TABLE IF EXISTS {made}; CREATE UNLOGGED TABLE {made} AS"
        f" SELECT *, row_number() OVER () - 1 AS n FROM ({source}) source;"
        f" ANALYZE {made}; SET session_replication_role = replica;"
        f" INSERT INTO {table} ({names}) SELECT {', '.join(expressions)}"
        f" FROM (SELECT * FROM {made} JOIN life_person USING (person)) s,"
        f" (SELECT * FROM {table} WHERE {pattern}"
        " ORDER BY id LIMIT 1) pattern",
    )
    query(
        name,
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}",
    )
    say(f"{query(name, f'SELECT count(*) FROM {table}')[0][0]:>10,} {table}")


def installed(template_name, target, keys, use_up=False):
    """A copy with our module in use: 1 % of the partners on hold, 5 % anonymized.

    :param keys: directory of the keys
    :param use_up: take the template itself, where there is no room for another copy
    """
    import contenders
    import run

    os.makedirs(keys, mode=0o700, exist_ok=True)
    _copy_with_files(template_name, target, use_up)
    databases.install(target)
    run.prepare(target, keys)
    query(
        target,
        "UPDATE res_partner SET anonymization_hold = TRUE FROM life_person p"
        " WHERE p.id = res_partner.id AND person % 100 = 18",
    )
    # Every second one is a person of whom much is known.
    rich, sparse = (subjects(target, one) for one in KINDS.values())
    ids = [one for pair in zip(rich, sparse, strict=False) for one in pair]
    count = query(target, "SELECT count(*) / 20 FROM life_person")[0][0]
    ours = contenders.Ours(target)
    say(f"anonymizing {count} …")
    for start in range(0, count, 1000):
        ours.anonymize(ids[start : min(start + 1000, count)])
    contenders.close(target)
    query(target, "VACUUM ANALYZE", autocommit=True)


def subjects(name, where):
    """Ids of partners with whom business ended years ago, not anonymized yet."""
    sql = "SELECT id FROM life_person JOIN res_partner USING (id) WHERE is_subject"
    sql += f" AND anonymization_state IS NULL AND {where} ORDER BY person"
    return [id_ for (id_,) in query(name, sql)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--partners", type=int, default=PARTNERS)
    arguments = parser.parse_args()
    from odoo.tools import config

    config.parse_config(["--log-level=error"], setup_logging=True)
    with databases.alone():
        print(template(arguments.partners))


if __name__ == "__main__":
    sys.exit(main())
