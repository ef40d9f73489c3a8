"""Who may ask a second person, and who may be one."""

import rights_table as table

MODEL = "partner.anonymization.approval"


def probes():
    """Probes as in rights_table, which includes these; they come last, since the last
    one leaves four eyes on."""
    second = (table.OVERRIDER, table.MANAGER)
    yield from table._reads(MODEL, "approval", second)
    forged = {"operation": "purge", "state": "approved", "user_id": 2}
    yield from table._writes(MODEL, "approval", lambda w: forged, table.NOBODY)
    for method in ("action_approve", "action_refuse", "action_open_records"):
        yield table.Probe(MODEL, method, second, table._ids("approval"))
    # It is carried out by whoever has asked.
    yield table.Probe(
        MODEL,
        "action_carry_out",
        table.MANAGERS,
        table._ids("own_approval"),
        refused=(*table.ACCESS, "UserError"),
    )
    yield table.Probe(
        MODEL,
        "ask",
        second,
        lambda w: ("res.partner", "anonymize", [w.wanting_two()], {"note": "T-1"}),
    )
