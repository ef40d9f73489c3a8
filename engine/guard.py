"""Anonymized partners take part in nothing new.

An insert that waited for the lock of an anonymization gets a serialization error, and
its retry would succeed against the anonymized partner: therefore the models refuse.
Reopening an existing document touches no foreign key; it takes the same share lock on
the partner that a new reference takes, so that it conflicts with an anonymization.
"""

from odoo.exceptions import UserError
from odoo.tools import SQL

# Corrections of existing entries stay possible for accounting. The value is an object
# so that no context sent by a client can claim to be one.
CORRECTION = "anonymization_accounting_correction"
_CORRECTING = object()
# In the transaction's data: partners that it has checked and is about to write itself.
_WRITTEN = "partner_anonymization.partners_written"
_ENTRY_MODELS = ("account.move", "account.move.line")


def _guarded(records):
    """What the guard looks at on this model, None for most models."""
    env = records.env
    if not env.registry.ready:
        return None
    return env["partner.anonymization.rule"]._guarded_models().get(records._name)


def after_create(records):
    """Refuse new records that use an anonymized partner."""
    guarded = _guarded(records)
    if not guarded:
        return
    names, _reopening, _frozen = guarded
    used = _partner_ids(records, names)
    if used:
        _refuse_anonymized(records, used)


def after_write(records, vals):
    """Refuse to bring an anonymized partner into a record, to change its own records
    and to reopen its documents."""
    if records._name == "res.partner":
        # Nothing else matters when a partner itself is written, which happens so often
        # that even looking up what is guarded, or a call more, is felt.
        fields = records._fields
        for name in vals:
            if fields[name].comodel_name == "res.partner":
                break
        else:
            return
    guarded = _guarded(records)
    if not guarded:
        return
    names, reopening, frozen = guarded
    moved = [name for name in vals if name in names and vals[name]]
    if moved:
        _refuse_anonymized(records, _partner_ids(records, moved))
    if frozen or reopening & vals.keys() and not _closes(vals):
        used = _partner_ids(records, names)
        used -= records.env.cr.precommit.data.get(_WRITTEN, set())
        if used and not _is_correction(records):
            _refuse_anonymized(records, used, lock=True)


def writes(partners):
    """These live partners are about to be written: that conflicts with an anonymization
    as the share lock does, so that what is written along with them needs none."""
    data = partners.env.cr.precommit.data
    data.setdefault(_WRITTEN, set()).update(partners._ids)


def _closes(vals):
    """Archiving, or cancelling, opens nothing."""
    return vals in ({"active": False}, {"state": "cancel"}, {"state": "done"})


def _partner_ids(records, names):
    ids = set()
    # Anonymized partners are archived: many2many fields hide them by default.
    for record in records.sudo().with_context(active_test=False):
        for name in names:
            ids.update(record[name]._ids)
    return {id_ for id_ in ids if isinstance(id_, int)}


def _is_correction(records):
    """Entries of an anonymized partner may be reversed and reconciled."""
    return records.env.context.get(CORRECTION) is _CORRECTING


def correcting(records):
    """The same records, allowed to correct entries of anonymized partners."""
    return records.with_context(**{CORRECTION: _CORRECTING})


def refuse_reopening(records, partner_ids):
    """The anonymized ones among partners whose documents are about to be reopened.

    Takes the share lock on the partners.
    """
    if not partner_ids or _is_correction(records):
        return []
    return anonymized(records.env, partner_ids, lock=True)


def anonymized(env, partner_ids, lock=False):
    """Which of the partners are anonymized.

    :param partner_ids: set of ids
    :param lock: take the share lock on the partners; without it, the states of those
        that have been read in this transaction are known, and not asked for again
    :return: list of ids
    """
    known = {} if lock else _known_states(env)
    found = [id_ for id_ in partner_ids if known.get(id_)]
    unknown = [id_ for id_ in partner_ids if id_ not in known]
    return found + _read_anonymized(env, unknown, lock) if unknown else found


def _known_states(env):
    """The states that are in the record cache: ``{partner id: state}``"""
    return env["res.partner"]._fields["anonymization_state"]._get_cache(env)


def all_live(partners):
    """Whether it is known without a query that none of these is anonymized."""
    known = partners._fields["anonymization_state"]._get_cache(partners.env)
    for id_ in partners._ids:  # on every write() of a partner: the quickest way
        if known.get(id_, True):
            return False
    return True


def _read_anonymized(env, partner_ids, lock):
    env["res.partner"].flush_model(["anonymization_state"])
    env.cr.execute(
        SQL(
            "SELECT id, anonymization_state FROM res_partner WHERE id = ANY(%s)%s",
            sorted(partner_ids),
            SQL(" FOR KEY SHARE") if lock else SQL(),
        )
    )
    return [partner_id for partner_id, state in env.cr.fetchall() if state]


def _refuse_anonymized(records, partner_ids, lock=False):
    env = records.env
    found = anonymized(env, partner_ids, lock)
    if not found:
        return
    if records._name in _ENTRY_MODELS and _only_corrections(records, found):
        return
    raise UserError(
        env._(
            "Partner %(ids)s is anonymized and cannot be used (%(document)s). Choose "
            "another partner, or have this one de-anonymized first.",
            ids=", ".join(map(str, found)),
            document=env["ir.model"]._get(records._name).name,
        )
    )


def _only_corrections(records, partner_ids):
    """Whether these entries only correct existing ones of the same partners: a
    reversal or credit note, exchange differences, cash basis taxes."""
    if _is_correction(records):
        return True
    moves = records.move_id if records._name == "account.move.line" else records
    for move in moves.sudo():
        origin = move.reversed_entry_id or move.tax_cash_basis_origin_move_id
        partners = {move.partner_id.id, *move.line_ids.partner_id.ids}
        if not origin or not partners & set(partner_ids) <= {
            origin.partner_id.id,
            origin.commercial_partner_id.id,
            *origin.line_ids.partner_id.ids,
        }:
            return False
    return True
