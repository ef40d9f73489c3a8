"""Who may do what with the worklist and the simulator."""

import rights_table as table


def probes():
    """Probes as in rights_table, which includes these."""
    yield from _candidate_probes()
    yield from _simulation_probes()
    yield from _overview_probes()
    for method in (
        "anonymization_due",
        "anonymization_status",
        "anonymization_document_count",
    ):
        yield table.Probe("res.partner", method, table.CLERKS, table._ids("live"))


def _candidate_probes():
    model = "partner.anonymization.candidate"
    yield from table._reads(model, "candidate", table.CLERKS)
    forged = {"category": "quick", "due_date": "2000-01-01"}
    yield from table._writes(model, "candidate", lambda w: forged, table.NOBODY)
    for method in (
        "action_anonymize",
        "action_exclude",
        "action_include",
        "action_open_documents",
        "action_open_last",
        "action_open_partner",
    ):
        yield table.Probe(model, method, table.CLERKS, table._ids("candidate"))
    yield table.Probe(
        model, "exclude", table.CLERKS, lambda w: ([w.candidate()], "a reason")
    )
    yield table.Probe(model, "refresh", table.CLERKS, lambda w: ())
    yield table.Probe(model, "action_refresh", table.CLERKS, lambda w: ([],))
    yield table.Probe(
        model,
        "action_anonymize_due",
        table.CLERKS,
        lambda w: ([w.candidate()],),
    )
    wizard = "partner.anonymization.exclude"
    yield from table._reads(wizard, "own_exclude", table.CLERKS)
    yield table.Probe(wizard, "action_exclude", table.CLERKS, table._ids("own_exclude"))
    reason = {"reason": "a reason"}
    yield table.Probe(wizard, "create", table.CLERKS, lambda w: ([reason],))


def _simulation_probes():
    model = "partner.anonymization.simulation"
    yield from table._reads(model, "own_simulation", table.MANAGERS)
    yield table.Probe(model, "create", table.MANAGERS, lambda w: ([{}],))
    yield table.Probe(
        model, "action_simulate", table.MANAGERS, table._ids("own_simulation")
    )
    # The manager of the probes is no administrator, who alone may change companies.
    yield table.Probe(model, "action_apply", table.NOBODY, table._ids("own_simulation"))
    for name, values in (
        ("period", {"retention_class": "accounting"}),
        ("line", {"year": 2020}),
    ):
        part = f"{model}.{name}"
        yield table.Probe(part, "create", table.MANAGERS, lambda w, v=values: ([v],))
        yield table.Probe(
            part, "read", table.MANAGERS, table._ids(f"own_simulation_{name}")
        )


def _overview_probes():
    model = "partner.anonymization.overview"
    yield table.Probe(model, "get_overview", table.CLERKS, lambda w: ())
    yield table.Probe(model, "action_open", table.CLERKS, lambda w: ("due",))
    # Settings are opened by those who may save them.
    yield table.Probe(model, "action_open", table.NOBODY, lambda w: ("step_keys",))
