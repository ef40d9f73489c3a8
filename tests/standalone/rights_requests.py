"""Who may do what with requests of data subjects and legal holds."""

import rights_table as table


def probes():
    """Probes as in rights_table, which includes these."""
    yield from _request_probes()
    yield from _hold_probes()


def _request_probes():
    base = "partner.anonymization"
    model = f"{base}.request"
    values = {"note": "T-1"}
    yield from table._reads(model, "request", table.CLERKS)
    for method, arguments in (
        ("create", lambda w: ([values],)),
        ("write", lambda w: ([w.request()], values)),
        ("web_save", lambda w: ([w.request()], values, {"id": {}})),
        ("action_check_identity", table._ids("request")),
        ("action_anonymize", table._ids("checked_request")),
        ("action_unidentified", table._ids("request")),
        ("go_on_unidentified", lambda w: ([w.request()], "a reason")),
        ("action_close", table._ids("empty_request")),
        ("action_extend", table._ids("request")),
        ("action_refuse", table._ids("request")),
        ("action_withdraw", table._ids("request")),
        ("action_print_reply", table._ids("refused_request")),
        ("extend", lambda w: ([w.request()], "a reason")),
        ("refuse", lambda w: ([w.request()], "12_5", "a reason")),
    ):
        yield table.Probe(model, method, table.CLERKS, arguments)
    yield table.Probe(model, "unlink", table.NOBODY, table._ids("request"))
    forged = {"state": "done"}
    refused = (*table.ACCESS, "UserError")
    yield table.Probe(
        model, "write", table.NOBODY, lambda w: ([w.request()], forged), refused=refused
    )
    # Who may is told that no e-mail is known: there is no mail server here.
    yield table.Probe(
        model,
        "action_send_reply",
        table.NOBODY,
        table._ids("refused_request"),
        refused=refused,
    )
    yield table.Probe(
        model, "action_find_recipients", table.CLERKS, table._ids("request")
    )
    yield from _recipient_probes()
    for name in ("extend", "refuse", "unidentified"):
        wizard, kind = f"{base}.{name}", f"own_{name}"
        yield from table._reads(wizard, kind, table.CLERKS)
        yield table.Probe(wizard, f"action_{name}", table.CLERKS, table._ids(kind))
    reason = {"reason": "a reason"}
    yield table.Probe(f"{base}.extend", "create", table.CLERKS, lambda w: ([reason],))
    unidentified = f"{base}.unidentified"
    yield table.Probe(unidentified, "create", table.CLERKS, lambda w: ([reason],))
    ground = {**reason, "ground": "12_5"}
    yield table.Probe(f"{base}.refuse", "create", table.CLERKS, lambda w: ([ground],))


def _recipient_probes():
    """Whom to inform is found by the module, and decided on by buttons."""
    model = "partner.anonymization.recipient"
    yield from table._reads(model, "recipient", table.CLERKS)
    forged = {"kind": "sms", "state": "informed"}
    yield from table._writes(
        model,
        "recipient",
        lambda w: {**forged, "request_id": w.request()},
        table.NOBODY,
    )
    for method in ("action_inform", "action_impossible", "action_reopen"):
        yield table.Probe(model, method, table.CLERKS, table._ids("recipient"))


def _hold_probes():
    """A hold is for clerks, on live and on anonymized partners."""
    model = "res.partner"
    hold = {"anonymization_hold": True, "anonymization_hold_reason": "Case 7"}
    for kind in ("live", "sealed"):

        def arguments(world, kind=kind):
            return ([getattr(world, kind)()], hold)

        yield table.Probe(model, "write", table.CLERKS, arguments)
