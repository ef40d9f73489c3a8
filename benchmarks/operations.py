"""What users do all day: the operations whose cost is compared.

Each does one thing on one database.
"""

import client_spec

from odoo import Command, fields

ADMIN = 2
PAGE = 80
AT_MOST_FORM = 1


class Operation:
    """One thing that users do.

    :param run: called with (env, state, number), number counts the repetitions
    :param prepare: called with (env) before; what it returns is the state
    :param warm: whether ``prepare`` has filled the record cache already
    :param bound: SQL statements that the module may add, None for no bound
    """

    def __init__(self, name, run, prepare, warm=False, bound=None, uid=ADMIN):
        self.name, self.run, self.prepare = name, run, prepare
        self.warm, self.bound, self.uid = warm, bound, uid


def page(view_type):
    """The first page of partners, as the web client asks for it."""

    def prepare(env):
        return client_spec.spec_of(env["res.partner"], view_type)

    def run(env, spec, _number):
        env["res.partner"].web_search_read([], spec, limit=PAGE, count_limit=10001)

    return run, prepare


def form(partner_id):
    def prepare(env):
        return client_spec.spec_of(env["res.partner"], "form")

    def run(env, spec, _number):
        env["res.partner"].browse(partner_id).web_read(spec)

    return run, prepare


def new_form(env, spec, _number):
    """Pressing New."""
    env["res.partner"].onchange({}, [], spec)


def write(model, find, values, warm, flush=True):
    """Writing on one record.

    :param find: a domain; the first record is written on
    :param values: called with (env, number)
    :param flush: whether what was written is sent to the database as part of it
    """

    def prepare(env):
        record = env[model].search(find, limit=1, order="id").ensure_one()
        if warm:
            record.write(values(env, 0))
            env.flush_all()
            record.mapped("display_name")
        return record.id

    def run(env, record_id, number):
        env[model].browse(record_id).write(values(env, number))
        if flush:
            env.flush_all()

    return run, prepare


def create(model, values):
    """Creating one record.

    :param values: called with (env, number)
    """

    def run(env, _state, number):
        env[model].create(values(env, number))
        env.flush_all()

    return run, lambda env: None


def _categories(env, number):
    found = env["res.partner.category"].search([], limit=2, order="id").ids
    return {"category_id": [Command.set(found[: 1 + number % 2])]}


PARTNER_VALUES = {
    "phone": lambda env, number: {"phone": f"+4531{number % 900 + 100:03}926"},
    "email": lambda env, number: {"email": f"somebody{number}@example.com"},
    "name": lambda env, number: {"name": f"Somebody {number}"},
    "street": lambda env, number: {"street": f"Long Road {number}"},
    "category_id": _categories,
    "active": lambda env, number: {"active": not number % 2},
}


def _partner(env, number):
    return {
        "name": f"Somebody {number}",
        "phone": "+4531415926",
        "email": f"somebody{number}@example.com",
        "street": "Long Road 1",
    }


def _invoice(partner):
    def values(_env, number):
        line = {"name": "Tea", "price_unit": 10 + number, "quantity": 2}
        return {
            "move_type": "out_invoice",
            "partner_id": partner,
            "invoice_date": fields.Date.today(),
            "invoice_line_ids": [Command.create(line)],
        }

    return values


ALONE = [
    ("parent_id", "=", False),
    ("child_ids", "=", False),
    ("is_company", "=", False),
    ("user_ids", "=", False),
    ("phone", "!=", False),
]
INVOICE = [("move_type", "=", "out_invoice")]


def partner_operations(manager, plain, partner, alike):
    """The operations that have a bound, and creating.

    :param manager, plain: ids of users with the rights of the module, and without
    :param partner, alike: ids of a partner that resembles nobody, and of one whose
        e-mail another partner has as well
    """
    for who, uid in (("manager", manager), ("plain user", plain)):
        for view_type in ("list", "kanban"):
            run = page(view_type)
            yield Operation(f"{view_type}, {who}", *run, bound=0, uid=uid)
        yield Operation(f"form, {who}", *form(partner), bound=AT_MOST_FORM, uid=uid)
        new = new_form, form(partner)[1]
        yield Operation(f"new form, {who}", *new, bound=AT_MOST_FORM, uid=uid)
    yield Operation("form with suggestions", *form(alike), uid=manager)
    for name, values in PARTNER_VALUES.items():
        for warm in (False, True):
            run = write("res.partner", [("id", "=", partner)], values, warm)
            state = "warm" if warm else "cold"
            yield Operation(f"write {name}, {state}", *run, warm=warm, bound=0)
    phone, this = PARTNER_VALUES["phone"], [("id", "=", partner)]
    for name, find, flush in (
        ("write phone, no relatives", ALONE, True),
        ("write() itself, no relatives", ALONE, False),
        ("write() itself", this, False),
    ):
        run = write("res.partner", find, phone, True, flush)
        yield Operation(name, *run, warm=True, bound=0)
    yield Operation("create partner", *create("res.partner", _partner), warm=True)


def other_operations(partner):
    """What other models pay."""
    run = write("account.move", INVOICE, _narration, True)
    yield Operation("write on an invoice", *run, warm=True)
    run = create("account.move", _invoice(partner))
    yield Operation("create an invoice", *run, warm=True)
    run = write("res.partner.category", [], _color, True)
    yield Operation("write on a tag", *run, warm=True)
    run = create("res.partner.category", _tag)
    yield Operation("create a tag", *run, warm=True)


def _narration(_env, number):
    return {"narration": f"Tea {number}"}


def _color(_env, number):
    return {"color": number % 10}


def _tag(_env, number):
    return {"name": f"Tag {number}"}
