"""Who may do what: one Probe per public method of the module.

A probe's `args` makes the arguments of a call that succeeds for whoever has the right;
`world` is test_rights.World, which hands out records.
"""

from dataclasses import dataclass, field

import rights_approvals
import rights_candidates
import rights_requests

PLAIN, CLERK, OVERRIDER, MANAGER = "plain", "clerk", "overrider", "manager"
PORTAL, PUBLIC = "portal", "public"
ROLES = (PLAIN, CLERK, OVERRIDER, MANAGER, PORTAL, PUBLIC)
# Rights of Odoo's own, however many, are none of ours: these may what PLAIN may.
ACCOUNTANT, ADMINISTRATOR = "accountant", "administrator"
OTHERS = (ACCOUNTANT, ADMINISTRATOR)
ELSEWHERE = "elsewhere"  # a clerk of another company
GROUPS = {
    PLAIN: (),
    CLERK: ("partner_anonymization.group_anonymize",),
    OVERRIDER: ("partner_anonymization.group_override_retention",),
    MANAGER: ("partner_anonymization.group_manager",),
    ACCOUNTANT: ("account.group_account_manager",),
    ADMINISTRATOR: ("base.group_system", "account.group_account_manager"),
    ELSEWHERE: ("partner_anonymization.group_anonymize",),
}
INTERNAL = (PLAIN, CLERK, OVERRIDER, MANAGER)
CLERKS, MANAGERS, NOBODY = (CLERK, MANAGER), (MANAGER,), ()
LOG = ("run", "line", "trace", "kept", "event")
# What a method of Odoo's own answers to those who may not call it.
ACCESS = ("AccessError",)
# The public has no session, or no such record to read.
NO_SESSION = ("SessionExpiredException", "AccessDenied", "AccessError")
READS = {
    "read": lambda ids, name: (ids, [name]),
    "web_read": lambda ids, name: (ids, {name: {}}),
    "search": lambda _ids, _name: ([],),
    "search_read": lambda _ids, name: ([], [name]),
    "web_search_read": lambda _ids, name: ([], {name: {}}),
    "search_count": lambda _ids, _name: ([],),
    "name_search": lambda _ids, _name: ("",),
    "formatted_read_group": lambda _ids, _name: ([], [], ["__count"]),
    "export_data": lambda ids, name: (ids, [name]),
}
# A stored field of each kind of record.
FIELDS = {
    "run": "note",
    "line": "outcome",
    "trace": "reason",
    "kept": "reason",
    "event": "kind",
    "ledger": "entry",
    "replay": "kind",
    "seal": "key_ref",
    "search": "progress",
    "rule": "action",
    "rule_field": "method",
    "preset": "source",
    "period": "years",
    "own_use_presets": "own_years",
    "own_wizard": "note",
    "own_dewizard": "note",
    "own_purge": "note",
    "exemption": "reason",
    "unmapped": "field",
    "own_exempt": "reason",
    "own_accept": "reason",
    "own_decide": "hidden_count",
    "own_decide_row": "decision",
    "own_match": "excerpt",
    "own_login": "display_name",
    "own_login_user": "login",
    "own_alike": "is_urgent",
    "own_document": "type",
    "request": "note",
    "recipient": "name",
    "own_extend": "reason",
    "own_refuse": "reason",
    "own_unidentified": "reason",
    "own_postpone": "reason",
    "candidate": "category",
    "own_exclude": "reason",
    "own_simulation": "years",
    "approval": "state",
}


@dataclass
class Probe:
    """A method, the roles that may call it, and arguments.

    :param refused: the errors that those get who may not
    """

    model: str
    method: str
    allowed: tuple
    args: object
    options: dict = field(default_factory=dict)
    refused: tuple = ACCESS

    def __str__(self):
        return f"{self.model}.{self.method}{self.options or ''}"


def _ids(kind):
    return lambda world: ([getattr(world, kind)()],)


def _reads(model, kind, allowed):
    for method, make in READS.items():

        def arguments(world, make=make):
            return make([getattr(world, kind)()], FIELDS[kind])

        # Exporting needs a right of its own, which the portal lacks.
        refused = (*ACCESS, "UserError") if method == "export_data" else ACCESS
        yield Probe(model, method, allowed, arguments, refused=refused)


def _writes(model, kind, values, allowed, refused=ACCESS):
    """create, write, web_save and unlink; copying is creating."""
    for method, arguments in (
        ("create", lambda w: ([values(w)],)),
        ("write", lambda w: ([getattr(w, kind)()], values(w))),
        ("web_save", lambda w: ([getattr(w, kind)()], values(w), {"id": {}})),
        ("unlink", _ids(kind)),
    ):
        yield Probe(model, method, allowed, arguments, refused=refused)


def _ledger_probes(ledger, replay):
    yield from _reads(ledger, "ledger", NOBODY)
    yield from _reads(replay, "replay", MANAGERS)
    date = {"date": "2026-01-01 00:00:00"}
    for model, kind, values in (
        (ledger, "ledger", {"entry": "forged", "kind": "purge"}),
        (replay, "replay", {"partner_ref": 1, "kind": "purge", "state": "done"}),
    ):
        values |= date
        yield from _writes(model, kind, lambda _w, values=values: values, NOBODY)
    yield Probe(replay, "action_adopt", MANAGERS, _ids("replay"))


def _log_probes():
    base = "partner.anonymization"
    values = {
        "run": lambda w: {"kind": "anonymize", "note": "forged"},
        "line": lambda w: {"run_id": w.run(), "outcome": "done"},
        "trace": lambda w: {"line_id": w.line(), "model": "x", "field": "x"},
        "kept": lambda w: {"line_id": w.line(), "model": "x", "res_id": 1},
        "event": lambda w: {"kind": "anonymize", "outcome": "done"},
    }
    for kind in LOG:
        model = base if kind == "run" else f"{base}.{kind}"
        yield from _reads(model, kind, CLERKS)
        # An event refuses everybody by itself.
        refused = (*ACCESS, "UserError") if kind == "event" else ACCESS
        yield from _writes(model, kind, values[kind], NOBODY, refused)
    yield from _reads(f"{base}.seal", "seal", NOBODY)
    forged = {"partner_id": 1, "key_ref": "x", "part": 9, "payload": "eA=="}
    yield from _writes(
        f"{base}.seal", "seal", lambda w: {"line_id": w.line(), **forged}, NOBODY
    )
    yield from _reads(f"{base}.search", "search", NOBODY)
    found = {"token": "x", "line_ids": [1], "run_ids": [1], "line_count": 1}
    found |= {"date_start": "2026-01-01", "date_told": "2026-01-01"}
    yield from _writes(f"{base}.search", "search", lambda _w: found, NOBODY)
    yield Probe(base, "action_prove", CLERKS, _ids("sealed_run"))
    yield Probe(base, "action_open_lines", CLERKS, _ids("run"))
    for method, state in (
        ("action_pause", "running"),
        ("action_resume", "paused"),
        ("action_cancel", "running"),
    ):
        yield Probe(
            base, method, CLERKS, lambda w, state=state: ([w.background(state)],)
        )
    yield Probe(f"{base}.line", "action_open_partner", CLERKS, _ids("line"))
    yield Probe(base, "action_print_certificate", CLERKS, _ids("run"))
    yield Probe(f"{base}.line", "action_print_certificate", CLERKS, _ids("sealed_line"))
    # Says nothing but the id that it was called with.
    yield Probe(f"{base}.line", "action_open_kept", (*INTERNAL, PORTAL), _ids("line"))
    yield Probe(f"{base}.event", "action_verify", CLERKS, _ids("event"))
    yield from _ledger_probes(f"{base}.ledger", f"{base}.replay")
    yield Probe(f"{base}.kept", "action_open_record", CLERKS, _ids("kept"))
    yield Probe(f"{base}.trace", "action_open_records", CLERKS, _ids("trace"))


def _proof_probes():
    line, trace = "partner.anonymization.line", "partner.anonymization.trace"
    yield Probe(line, "action_prove", CLERKS, _ids("sealed_line"))
    yield Probe(line, "action_accept", MANAGERS, _ids("line"))
    yield Probe(
        line, "accept_traces", MANAGERS, lambda w: ([w.traces_line()], "a product")
    )
    yield Probe(trace, "action_redact", CLERKS, _ids("redactable"))
    yield Probe(trace, "action_not_this_person", CLERKS, _ids("redactable"))
    yield from _decide_probes()
    opt_out = "partner.anonymization.opt.out"
    yield Probe(opt_out, "read", NOBODY, lambda w: ([1], ["key_ref"]))
    yield Probe(opt_out, "create", NOBODY, lambda w: ([{"key_ref": "x"}],))
    guard = "partner.anonymization.guard.hash"
    yield Probe(guard, "read", NOBODY, lambda w: ([1], ["digest"]))
    yield Probe(guard, "create", NOBODY, lambda w: ([{"digest": "x"}],))
    for name in ("unchecked", "key.destruction", "start"):
        model = f"partner.anonymization.{name}"
        yield Probe(model, "search_read", NOBODY, lambda w: ([],))
        yield Probe(model, "unlink", NOBODY, lambda w: ([1],))
        yield Probe(model, "read", NOBODY, lambda w: ([1], ["display_name"]))
        yield Probe(model, "create", NOBODY, lambda w: ([{}],))
    task = "partner.anonymization.pdf.task"
    yield Probe(task, "read", MANAGERS, lambda w: ([w.pdf_task()], ["state"]))
    yield Probe(task, "create", NOBODY, lambda w: ([{"state": "made"}],))
    accept, match = "partner.anonymization.accept", "partner.anonymize.match"
    yield Probe(accept, "create", MANAGERS, lambda w: ([{"reason": "none"}],))
    values = {"kind": "record", "model": "res.partner", "res_id": 1}
    yield Probe(match, "create", CLERKS, lambda w: ([values],))
    yield from _reads(accept, "own_accept", MANAGERS)
    yield Probe(accept, "action_accept", MANAGERS, _ids("own_accept"))
    yield from _reads(match, "own_match", CLERKS)
    yield Probe(match, "action_open", CLERKS, _ids("own_match"))
    yield from _login_probes()
    alike = "partner.anonymize.alike"
    yield Probe(alike, "create", CLERKS, lambda w: ([{}],))
    yield from _reads(alike, "own_alike", CLERKS)
    for method in ("action_same", "action_not_same"):
        yield Probe(alike, method, CLERKS, _ids("own_alike"))


def _decide_probes():
    line, decide = "partner.anonymization.line", "partner.anonymization.decide"
    yield Probe(line, "action_decide", CLERKS, _ids("traces_line"))
    yield Probe(decide, "create", CLERKS, lambda w: ([{}],))
    yield from _reads(decide, "own_decide", CLERKS)
    yield Probe(decide, "action_apply", CLERKS, _ids("own_decide"))
    values = lambda w: ([w.decide_row()],)  # noqa: E731
    yield Probe(f"{decide}.row", "create", CLERKS, values)
    yield from _reads(f"{decide}.row", "own_decide_row", CLERKS)
    yield Probe(f"{decide}.row", "action_open", CLERKS, _ids("own_decide_row"))


def _login_probes():
    line, login = "partner.anonymization.line", "partner.anonymization.login"
    yield Probe(line, "action_set_login", MANAGERS, _ids("taken_login_line"))
    yield Probe(login, "action_set_logins", MANAGERS, _ids("own_login"))
    values = lambda w: ([{"line_ids": [w.taken_login_line()]}],)  # noqa: E731
    yield Probe(login, "create", MANAGERS, values)
    yield from _reads(login, "own_login", MANAGERS)
    yield from _reads(f"{login}.user", "own_login_user", MANAGERS)
    yield Probe(f"{login}.user", "create", MANAGERS, lambda w: ([{"user_id": 2}],))


def _kept_probes():
    base = "partner.anonymization"
    kept, postpone, debtor = f"{base}.kept", f"{base}.postpone", f"{base}.debtor"
    yield Probe(kept, "action_postpone", MANAGERS, _ids("waiting"))
    yield Probe(
        kept, "postpone", MANAGERS, lambda w: ([w.waiting()], "2099-06-30", "T-1")
    )
    values = {"until": "2099-06-30", "reason": "T-1"}
    yield Probe(postpone, "create", MANAGERS, lambda w: ([values],))
    yield from _reads(postpone, "own_postpone", MANAGERS)
    yield Probe(postpone, "action_postpone", MANAGERS, _ids("own_postpone"))
    seal = f"{base}.document.seal"
    yield Probe(seal, "read", NOBODY, lambda w: ([1], ["key_ref"]))
    yield Probe(seal, "create", NOBODY, lambda w: ([{"key_ref": "x"}],))
    # All users inside have the right to invoices here.
    move = "account.move"
    yield Probe(move, "action_anonymization_debtor", INTERNAL, _ids("debtor_move"))
    yield Probe(debtor, "read", INTERNAL, lambda w: ([w.own_debtor()], ["name"]))
    made = lambda w: ([{"move_id": w.debtor_move()}],)  # noqa: E731
    yield Probe(debtor, "create", INTERNAL, made)


def _map_probes():
    base = "partner.anonymization.rule"
    yield from _reads(base, "rule", CLERKS)
    yield from _reads(f"{base}.field", "rule_field", CLERKS)
    yield Probe(f"{base}.field", "action_open_rule", CLERKS, _ids("rule_field"))
    rule = {"name": "Mine", "model": "res.partner.industry", "action": "keep"}
    yield from _writes(base, "rule", lambda w: dict(rule), MANAGERS)
    yield from _writes(
        f"{base}.field",
        "rule_field",
        lambda w: {"rule_id": w.rule(), "field": w.unique("f")},
        MANAGERS,
    )


def _unmapped_probes():
    base = "partner.anonymization"
    unmapped, exemption = f"{base}.unmapped", f"{base}.exemption"
    yield from _reads(exemption, "exemption", MANAGERS)
    yield from _writes(
        exemption,
        "exemption",
        lambda w: {"model": w.unique("x."), "field": "*", "reason": "none"},
        MANAGERS,
    )
    yield from _reads(unmapped, "unmapped", MANAGERS)
    row = {"model": "x", "kind": "text"}
    yield from _writes(
        unmapped, "unmapped", lambda w: {**row, "field": w.unique("f")}, NOBODY
    )
    for method in (
        "action_open_list",
        "action_refresh",
        "action_review",
        "action_accept",
        "action_exempt",
        "action_reopen",
        "action_open",
        "action_open_rule",
    ):
        yield Probe(unmapped, method, MANAGERS, _ids("unmapped"))
    yield from _reads(f"{base}.exempt", "own_exempt", MANAGERS)
    yield Probe(f"{base}.exempt", "action_exempt", MANAGERS, _ids("own_exempt"))
    suggestion = f"{base}.suggestion"
    yield Probe(suggestion, "create", MANAGERS, lambda w: ([{}],))
    yield Probe(suggestion, "action_accept", MANAGERS, _ids("own_suggestion"))
    own = lambda w: ([w.own_suggestion()], ["display_name"])  # noqa: E731
    yield Probe(suggestion, "read", MANAGERS, own)
    row = lambda w: ([{"unmapped_id": w.unmapped()}],)  # noqa: E731
    yield Probe(f"{suggestion}.line", "create", MANAGERS, row)
    own = lambda w: ([w.own_suggestion_line()], ["display_name"])  # noqa: E731
    yield Probe(f"{suggestion}.line", "read", MANAGERS, own)
    reason = {"reason": "none"}
    yield Probe(f"{base}.exempt", "create", MANAGERS, lambda w: ([reason],))
    yield Probe(base, "resweep", MANAGERS, _ids("sealed"))
    yield Probe(base, "action_resweep", MANAGERS, lambda w: ())
    settings = "res.config.settings"
    yield Probe(settings, "action_anonymization_unmapped", MANAGERS, lambda w: ([],))


def _period_probes():
    base = "partner.anonymization"
    preset, period = f"{base}.preset", f"{base}.period"
    yield from _reads(preset, "preset", CLERKS)
    yield from _writes(preset, "preset", lambda w: w.preset_values(), MANAGERS)
    yield from _reads(period, "period", CLERKS)
    values = {"retention_class": "oss", "years": 5}
    yield from _writes(period, "period", lambda w: dict(values), MANAGERS)
    wizard = f"{base}.use.presets"
    yield from _reads(wizard, "own_use_presets", MANAGERS)
    yield Probe(wizard, "create", MANAGERS, lambda w: ([{}],))
    yield Probe(wizard, "action_use", MANAGERS, _ids("own_use_presets"))
    settings = "res.config.settings"
    yield Probe(settings, "action_anonymization_use_presets", MANAGERS, lambda w: ([],))
    yield Probe(settings, "action_anonymization_rename", MANAGERS, lambda w: ([],))


def _wizard_probes():
    yield from _reads("partner.anonymize", "own_wizard", CLERKS)
    yield from _reads("partner.deanonymize", "own_dewizard", MANAGERS)
    for method in (
        "action_check",
        "action_documents",
        "action_make_pdfs",
        "action_rehearse",
        "action_anonymize",
    ):
        yield Probe("partner.anonymize", method, CLERKS, _ids("own_wizard"))
    yield Probe(
        "partner.deanonymize", "action_deanonymize", MANAGERS, _ids("own_dewizard")
    )
    purge = "partner.anonymization.purge"
    yield from _reads(purge, "own_purge", MANAGERS)
    yield Probe(purge, "action_purge", MANAGERS, _ids("own_purge"))
    for model, allowed, kind in (
        ("partner.anonymize", CLERKS, "live"),
        ("partner.deanonymize", MANAGERS, "sealed"),
        (purge, MANAGERS, "sealed"),
    ):

        def arguments(world, make=kind):
            return ([{"partner_ids": [getattr(world, make)()]}],)

        yield Probe(model, "create", allowed, arguments)


def _document_probes():
    model = "partner.anonymization.document"
    yield from _reads(model, "own_document", CLERKS)
    # Nobody makes or changes a row but by opening the list.
    values = {"kind": "more", "type": "forged"}
    yield from _writes(model, "own_document", lambda w: dict(values), NOBODY)
    yield Probe(model, "action_open", CLERKS, _ids("own_document"))
    action = "action_anonymization_documents"
    yield Probe("res.partner", action, CLERKS, _ids("live"))


def _partner_probes():
    model = "res.partner"
    for method in ("action_anonymize", "anonymization_blockers", "anonymize"):
        yield Probe(model, method, CLERKS, _ids("live"))
    yield Probe(
        model,
        "anonymize",
        MANAGERS,
        _ids("live"),
        options={"note": "T-1", "override_retention": True},
    )
    yield Probe(model, "deanonymize", MANAGERS, _ids("sealed"))
    yield Probe(model, "purge_anonymized", MANAGERS, _ids("sealed"))
    yield Probe(model, "action_open_anonymization_log", CLERKS, _ids("sealed"))
    for method in ("link_suggested", "not_same"):
        yield Probe(model, f"action_anonymization_{method}", CLERKS, _ids("live"))
    state = {"anonymization_state": "anonymized"}
    for method, arguments in (
        ("write", lambda w: ([w.live()], state)),
        ("write", lambda w: ([w.live()], {"anonymization_line_id": w.line()})),
        ("write", lambda w: ([w.sealed()], {"anonymization_state": False})),
        ("create", lambda w: ([{"name": "x", **state}],)),
        ("create", lambda w: ([{"name": "x", "anonymization_line_id": w.line()}],)),
    ):
        yield Probe(model, method, NOBODY, arguments, refused=(*ACCESS, "UserError"))


def probes():
    """Every probe, by part of the module."""
    yield from _log_probes()
    yield from _map_probes()
    yield from _unmapped_probes()
    yield from _period_probes()
    yield from _wizard_probes()
    yield from _proof_probes()
    yield from _kept_probes()
    yield from _partner_probes()
    yield from _document_probes()
    yield from rights_requests.probes()
    yield from rights_candidates.probes()
    settings, adopt = "res.config.settings", "action_anonymization_adopt_keys"
    yield Probe(settings, adopt, MANAGERS, lambda w: ([],))
    # Settings are for administrators; not even an empty record writes them.
    yield Probe(settings, "set_values", NOBODY, lambda w: ([],))
    yield Probe(
        "ir.module.module",
        "button_uninstall",
        NOBODY,
        _ids("module"),
        # An administrator may, and is told that sealed data would be lost.
        refused=("AccessError", "AccessDenied", "UserError"),
    )
    yield from rights_approvals.probes()


# Methods of Odoo's that the module only narrows; Odoo's own rights hold.
OVERRIDES = {
    ("account.move", "action_print_pdf"),
    ("account.partial.reconcile", "unlink"),
    ("base", "copy"),
    ("base", "create"),
    ("base", "load"),
    ("base", "unlink"),
    ("base", "write"),
    ("ir.ui.view", "create"),
    ("ir.ui.view", "write"),
    ("mail.thread", "message_post"),
    ("partner.anonymize", "onchange"),
    # A mixin of rows that have each a probe of their own.
    ("partner.anonymize.place", "action_open"),
    ("ir.attachment", "create"),
    ("ir.attachment", "default_get"),
    ("ir.attachment", "write"),
    ("ir.config_parameter", "create"),
    ("ir.config_parameter", "unlink"),
    ("ir.config_parameter", "write"),
    ("ir.cron", "unlink"),
    ("ir.cron", "write"),
    ("ir.default", "create"),
    ("ir.default", "unlink"),
    ("ir.default", "write"),
    ("res.groups", "create"),
    ("res.groups", "unlink"),
    ("res.groups", "write"),
    ("res.users", "create"),
    ("res.users", "unlink"),
    ("res.users", "write"),
    ("mail.thread", "message_subscribe"),
    ("partner.anonymization.engine.mixin", "copy"),
    ("partner.anonymization.engine.mixin", "create"),
    ("partner.anonymization.engine.mixin", "unlink"),
    ("partner.anonymization.engine.mixin", "write"),
    ("partner.anonymization.four.eyes", "create"),
    ("partner.anonymization.four.eyes", "default_get"),
    ("partner.anonymization.four.eyes", "unlink"),
    ("partner.anonymization.four.eyes", "write"),
    ("partner.anonymization.request", "default_get"),
    ("partner.anonymization.settings.mixin", "create"),
    ("partner.anonymization.settings.mixin", "unlink"),
    ("partner.anonymization.settings.mixin", "write"),
    ("partner.anonymization.wizard", "create"),
    ("partner.anonymization.wizard", "write"),
    ("res.company", "create"),
    ("res.company", "default_get"),
    ("res.company", "write"),
    ("res.config.settings", "create"),
    ("res.config.settings", "get_values"),
    ("res.partner", "default_get"),
    ("res.partner", "signup_get_auth_param"),
    ("res.partner", "signup_prepare"),
    ("res.partner", "unlink"),
    ("res.partner", "web_read"),
}
