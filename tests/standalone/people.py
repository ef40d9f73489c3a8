"""Recognisable people with the records that a test wants to find again."""

import base64

from odoo import Command

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
NAME = "Zacharias Quillfeather"


def values(number):
    """Values of a person; `number` makes them unique."""
    return {
        "name": f"{NAME} {number}",
        "email": f"zacharias{number}@quillfeather.example",
        "phone": f"+45 31 41 59 {number:02}",
        "street": f"Brombærvej {number}",
        "zip": "8000",
        "city": "Aarhus",
        "ref": f"CUST-77{number:03}",
        "comment": "<p>Zacharias likes <b>tea</b> 🫖</p>",
        # Bytes after the end of a picture make its file unlike any other.
        "image_1920": base64.b64encode(PIXEL + bytes(str(number), "ascii")),
        "category_id": [Command.create({"name": f"Bird lover {number}"})],
        "bank_ids": [Command.create({"acc_number": f"DK50004004401162{number:02}"})],
        "child_ids": [
            Command.create(
                {
                    "name": f"Wilhelmina Quillfeather {number}",
                    "type": "invoice",
                    "email": f"wilhelmina{number}@quillfeather.example",
                }
            ),
            Command.create({"name": "Shed door", "type": "delivery"}),
        ],
    }


def create(env, number):
    """Create a person with messages, a file and, with CRM, a lost lead."""
    person = env["res.partner"].create(values(number))
    person.message_post(
        body=f"{person.name} called from {person.phone} about a parrot",
        attachments=[(f"{person.name}.txt", f"Dear {person.name}")],
    )
    if "crm.lead" in env:
        lead = env["crm.lead"].create(
            {"name": f"Aviary for {person.name}", "partner_id": person.id}
        )
        lead.action_set_lost()
    return person
