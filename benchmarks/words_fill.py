"""Put the people, those who live beside them, and the texts into the database."""

from contextlib import closing

import psycopg2
from psycopg2.extras import execute_values
from words_cast import joined
from words_numbers import street
from words_spellings import OTHER, OWN, former_email, former_name

OTHERS = 200
_LONG_AGO = "2012-03-04 05:06:07"
_CARD = ("name", "complete_name", "commercial_company_name", "is_company", "email",
         "email_normalized", "phone", "phone_sanitized", "street", "street2", "vat",
         "company_registry", "ref", "city", "active", "type", "lang",
         "create_date", "write_date")  # fmt: skip


class Filler:
    """Fills a database.

    :ivar list others: ids of partners who are none of the people
    """

    def __init__(self, database):
        self._connection = psycopg2.connect(dbname=database)
        self._cursor = self._connection.cursor()
        self.others = []

    def fill(self, people, texts):
        """Store all; each person gets ``id``, each text ``model`` and ``res_id``."""
        with closing(self._connection):
            self._cards(people)
            self._history(people)
            self._unlinked_leads(people)
            by_place = {}
            for text in texts:
                by_place.setdefault((text.zone, text.place), []).append(text)
            for (zone, place), some in by_place.items():
                store = getattr(self, f"_{place.replace(' ', '_')}")
                store(zone, some)
            self._connection.commit()

    def _insert(self, table, names, rows):
        required = self._required(table, names)
        names = (*names, *required)
        rows = [(*row, *required.values()) for row in rows]
        columns = ", ".join(names)
        sql = f"INSERT INTO {table} ({columns}) VALUES %s RETURNING id"
        found = execute_values(self._cursor, sql, rows, page_size=1000, fetch=True)
        return [id_ for (id_,) in found]

    def _cards(self, people):
        ids = self._partners([_card(p) for p in people])
        for p, id_ in zip(people, ids, strict=True):
            p["id"] = id_
        banks = [(p["iban"], p["iban"], p["id"], True, True) for p in people]
        names = ("acc_number", "sanitized_acc_number", "partner_id", "active",
                 "allow_out_payment")  # fmt: skip
        self._insert("res_partner_bank", names, banks)
        beside = [card for p in people for card in _beside(p)]
        self._partners(beside)
        neutral = [{"name": f"Neutral Neighbour {n}"} for n in range(OTHERS)]
        self.others = self._partners(neutral)
        twins = [p for p in people if p["relation"] == "namesake"]
        cards = [{"name": p["name"], "email": p["twin_email"]} for p in twins]
        for p, id_ in zip(twins, self._partners(cards), strict=True):
            p["twin"] = id_

    def _partners(self, cards):
        from odoo.tools import email_normalize

        rows = []
        for card in cards:
            email = card.get("email")
            values = {
                **dict.fromkeys(_CARD),
                "complete_name": card["name"],
                "is_company": False,
                "email_normalized": email_normalize(email) if email else None,
                "active": True,
                "type": "contact",
                "lang": "en_US",
                "create_date": _LONG_AGO,
                "write_date": _LONG_AGO,
                **card,
            }
            rows.append(tuple(values[name] for name in _CARD))
        ids = self._insert("res_partner", _CARD, rows) if rows else []
        self._cursor.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
            [ids],
        )
        return ids

    def _required(self, table, names):
        """What other columns must hold: taken from another row, or nothing."""
        self._cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND attnotnull AND NOT atthasdef",
            [table],
        )
        missing = [name for (name,) in self._cursor.fetchall() if name not in names]
        values = {}
        for name in missing:
            self._cursor.execute(f"SELECT min({name}) FROM {table}")
            values[name] = self._cursor.fetchone()[0] or ""
        return values

    def _history(self, people):
        """Former names and addresses, as Odoo keeps them in the history of a card."""
        self._cursor.execute(
            "SELECT name, id FROM ir_model_fields WHERE model = 'res.partner'"
            " AND name IN ('name', 'email')"
        )
        fields = dict(self._cursor.fetchall())
        renamed = [p for p in people if p["renamed"]]
        messages = self._messages(
            [("res.partner", p["id"], "<p></p>", "notification") for p in renamed]
        )
        rows = []
        for message, p in zip(messages, renamed, strict=True):
            rows += [
                (message, fields["name"], former_name(p), p["stored"]),
                (message, fields["email"], former_email(p), p["email"]),
            ]
        names = ("mail_message_id", "field_id", "old_value_char", "new_value_char")
        self._insert("mail_tracking_value", names, rows)

    def _messages(self, rows):
        names = ("model", "res_id", "body", "message_type", "date")
        return self._insert("mail_message", names, [(*row, _LONG_AGO) for row in rows])

    def _other(self, number):
        return self.others[number % len(self.others)]

    def _owner(self, zone, number, text):
        return text.person["id"] if zone == OWN else self._other(number)

    def _keep(self, model, texts, ids):
        for text, id_ in zip(texts, ids, strict=True):
            text.model, text.res_id = model, id_

    def _message_on_card(self, zone, texts):
        rows = [
            ("res.partner", self._owner(zone, n, text), text.html, "comment")
            for n, text in enumerate(texts)
        ]
        self._keep("mail.message", texts, self._messages(rows))

    _message = _message_on_card

    def _message_to_both(self, _zone, texts):
        (task,) = self._tasks(OTHER, ["a task of somebody else"], [self.others[0]])
        rows = [("project.task", task, text.html, "comment") for text in texts]
        ids = self._messages(rows)
        execute_values(
            self._cursor,
            "INSERT INTO mail_message_res_partner_rel"
            " (mail_message_id, res_partner_id) VALUES %s",
            [(id_, t.person["id"]) for id_, t in zip(ids, texts, strict=True)],
        )
        self._keep("mail.message", texts, ids)

    def _tasks(self, zone, bodies, owners):
        state = "1_done" if zone == OWN else "01_in_progress"
        names = ("name", "description", "partner_id", "state", "active",
                 "date_last_stage_update", "create_date")  # fmt: skip
        rows = [
            ("to do", body, owner, state, True, _LONG_AGO, _LONG_AGO)
            for body, owner in zip(bodies, owners, strict=True)
        ]
        return self._insert("project_task", names, rows)

    def _task(self, zone, texts):
        owners = [self._owner(zone, n, text) for n, text in enumerate(texts)]
        ids = self._tasks(zone, [text.html for text in texts], owners)
        self._keep("project.task", texts, ids)

    def _lead(self, zone, texts):
        names = ("name", "type", "description", "partner_id", "active",
                 "date_last_stage_update", "create_date")  # fmt: skip
        rows = [
            ("a lead", "lead", text.html, self._owner(zone, n, text), zone != OWN,
             _LONG_AGO, _LONG_AGO)
            for n, text in enumerate(texts)
        ]  # fmt: skip
        self._keep("crm.lead", texts, self._insert("crm_lead", names, rows))

    def _unlinked_leads(self, people):
        """Of those who live beside a person, and are linked to nobody."""
        names = ("name", "type", "contact_name", "email_from", "active",
                 "create_date")  # fmt: skip
        rows = [
            ("a lead", "lead", card["name"], card.get("email"), True, _LONG_AGO)
            for p in people
            for card in _beside(p)
        ]
        self._insert("crm_lead", names, rows)

    def _order(self, zone, texts):
        self._cursor.execute("SELECT min(id) FROM res_company")
        [(company,)] = self._cursor.fetchall()
        names = ("name", "note", "partner_id", "partner_invoice_id",
                 "partner_shipping_id", "state", "company_id", "date_order",
                 "create_date")  # fmt: skip
        rows = []
        for n, text in enumerate(texts):
            owner = self._owner(zone, n, text)
            rows.append((f"B{zone}{n}", text.html, owner, owner, owner, "cancel",
                         company, _LONG_AGO, _LONG_AGO))  # fmt: skip
        self._keep("sale.order", texts, self._insert("sale_order", names, rows))


def _card(p):
    return {
        "name": p["stored"],
        "email": p["email"],
        "phone": f"+{p['calling']} {p['national']}",
        "phone_sanitized": f"+{p['calling']}{p['national']}",
        "street": street(p),
        "street2": p["street2"],
        "vat": p["vat"],
        "ref": p["ref"] or p["weak_ref"],
        "city": p["city"],
    }


def _beside(p):
    """The cards of those who live beside a person."""
    relation = p["relation"]
    if relation == "longer":
        yield {"name": p["longer"], "street": f"{street(p)}/3", "city": p["city"]}
    elif relation == "company":
        yield {"name": p["company"], "is_company": True,
               "commercial_company_name": p["company"]}  # fmt: skip
    elif relation == "family":
        name = joined(p, p["extra"], p["last"])
        yield {"name": name, "email": p["email"].title(),
               "phone": f"00{p['calling']}-{p['national']}",
               "phone_sanitized": f"+{p['calling']}{p['national']}"}  # fmt: skip
