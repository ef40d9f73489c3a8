"""Anonymized partners take part in nothing new.

An insert that waited for the lock of an anonymization gets a serialization error, and
its retry would succeed against the anonymized partner: therefore the models refuse.
Reopening an existing document touches no foreign key, nor does what names a partner by
model and id, such as a message: they take the same share lock on the partner that a new
reference takes, so that they conflict with an anonymization.
"""

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..database import door
from . import automatic_actions, guarded_models, named_partners, places

# Key of the context under which accounting may still correct existing entries. Its
# value is an object: a client can send any text in its context, but not this.
CORRECTION = "anonymization_accounting_correction"
_CORRECTING = object()
# Under this key the transaction keeps the ids of the partners that it has checked and
# writes itself.
_WRITTEN = "partner_anonymization.partners_written"
_ENTRY_MODELS = ("account.move", "account.move.line")


def guarded_of(records):
    """What the guard looks at on this model, None for some models."""
    env = records.env
    if not env.registry.ready or guarded_models.is_free(records):
        return None
    return door.models.guarded_models(env).get(records._name)


def before_create(model, vals_list, guarded):
    """Take the anonymized partners out of the values of new records, where no user is
    there to read a refusal.

    :return: the values, and the positions of those that name a partner no more
    """
    if not (guarded.happened or automatic_actions.is_machine(model.env)):
        if not _follow_what_happened(model, vals_list):
            return vals_list, []
    used = automatic_actions.partner_ids(vals_list, guarded)
    gone = used and anonymized(model.env, used)
    if not gone:
        return vals_list, []
    result = [
        automatic_actions.without(model, vals, gone, guarded) for vals in vals_list
    ]
    changed = [i for i, vals in enumerate(vals_list) if result[i] is not vals]
    return result, changed


def _follow_what_happened(model, vals_list):
    """Whether new records come of others that tell what has happened, as the payment of
    an online transaction does."""
    models = door.models.guarded_models(model.env)
    names = {name for vals in vals_list for name, value in vals.items() if value}
    for name in names:
        field = model._fields.get(name)
        if field and field.type == "many2one":
            one = models.get(field.comodel_name)
            if one and one.happened:
                return True
    return False


def after_create(records, guarded):
    """Refuse new records that use an anonymized partner."""
    if records._name == "res.partner":
        writes(records)  # nobody else can see a new partner, nor anonymize it
    used = named_partners.partner_ids(
        records, guarded.links
    ) | named_partners.cached_ids(records, guarded.many)
    if used:
        _refuse_anonymized(records, used)
    if guarded.things:
        _refuse_things(records, [name for name, _whose in guarded.things], guarded)
    if guarded.pairs:
        _refuse_pairs(records, guarded.pairs)
    before_copy(records, guarded)


def before_copy(records, guarded):
    """Refuse to make more places of an anonymized partner."""
    if guarded.named and (used := places.owners(records, guarded)):
        _refuse_anonymized(records, used)


def before_write(records, vals, guarded):
    """Refuse to link anonymized partners by a many2many field; what is linked already
    may stay. Where nobody is there to be refused, or it has happened, leave them out.

    :return: the values to write
    """
    if guarded.happened and guarded.links & vals.keys():
        used = automatic_actions.partner_ids([vals], guarded)
        gone = used and anonymized(records.env, used)
        return automatic_actions.without(records, vals, gone, guarded) if gone else vals
    for name in guarded.many & vals.keys():
        ids = automatic_actions.linked(vals[name])
        gone = ids and set(anonymized(records.env, ids))
        if not gone:
            continue
        if automatic_actions.is_machine(records.env):
            vals = {**vals, name: automatic_actions.unlinked(vals[name], gone)}
        elif gone - _common(records, name):
            _refuse_anonymized(records, gone - _common(records, name))
    return vals


def _common(records, name):
    """The ids that all of the records have in a many2many field."""
    seen = records.sudo().with_context(active_test=False)
    return set.intersection(*(set(one[name]._ids) for one in seen))


def after_write(records, vals, guarded=None):
    """Refuse to bring an anonymized partner into a record, to change its own records
    and to reopen its documents."""
    if records._name == "res.partner":
        # Partners are written so often that one more lookup or call is felt: only
        # fields that link a partner matter here.
        fields = records._fields
        for name in vals:
            if fields[name].comodel_name == "res.partner":
                break
        else:
            return
        guarded = guarded_of(records)
    if not guarded:
        return
    is_partner = records._name == "res.partner"
    names = guarded.links | guarded.many if is_partner else guarded.links
    if moved := [name for name in vals if name in names and vals[name]]:
        _refuse_anonymized(records, named_partners.partner_ids(records, moved))
    if is_partner:
        return
    if guarded.things:
        moved = [name for name, _whose in guarded.things if vals.get(name)]
        _refuse_things(records, moved, guarded)
    if any(name in vals for pair in guarded.pairs for name in pair):
        _refuse_pairs(records, guarded.pairs)
    if guarded.named and places.comes_back(records, vals):
        _refuse_anonymized(records, places.owners(records, guarded), lock=True)
    _check_reopening(records, vals, guarded)


def _check_reopening(records, vals, guarded):
    opening = guarded.reopening & vals.keys()
    if guarded.happened or not (guarded.frozen or opening):
        return
    if not guarded.frozen and named_partners.closes(
        records, {name: vals[name] for name in opening}
    ):
        return
    used = named_partners.partner_ids(records, guarded.links)
    if opening:
        for name, whose in guarded.things:
            used |= named_partners.partner_ids(records.sudo()[name], whose)
    used -= records.env.cr.precommit.data.get(_WRITTEN, set())
    if used and not _is_correction(records):
        _refuse_anonymized(records, used, lock=True)


def writes(partners):
    """Note that these live partners are about to be written: the write itself conflicts
    with an anonymization as the share lock does, so that what is written along with
    them needs no lock."""
    data = partners.env.cr.precommit.data
    data.setdefault(_WRITTEN, set()).update(partners._ids)


def forget_written(cr):
    """Void what :func:`writes` has noted: these partners are anonymized now."""
    cr.precommit.data.pop(_WRITTEN, None)


def _refuse_things(records, names, guarded):
    """Refuse records about a thing that belongs to an anonymized partner."""
    if not names or guarded.happened or automatic_actions.is_machine(records.env):
        return
    whose = dict(guarded.things)
    used = set()
    for name in names:
        used |= named_partners.partner_ids(records.sudo()[name], whose[name])
    if used:
        _refuse_anonymized(records, used)


def _refuse_pairs(records, pairs):
    """Refuse what names an anonymized partner, or one of its own records, by model and
    id: messages, files, activities. It hangs on no foreign key, so that it takes the
    lock of one."""
    used = named_partners.paired(records, pairs)
    used -= records.env.cr.precommit.data.get(_WRITTEN, set())
    if used:
        _refuse_anonymized(records, used, lock=True)


def _is_correction(records):
    """Entries of an anonymized partner may be reversed and reconciled."""
    return records.env.context.get(CORRECTION) is _CORRECTING


def correcting(records):
    """The same records, allowed to correct entries of anonymized partners."""
    return records.with_context(**{CORRECTION: _CORRECTING})


def refuse_reopening(records, partner_ids):
    """The anonymized ones among partners whose documents are about to be reopened;
    takes the share lock on the partners."""
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


def gone(env, partner_ids):
    """The anonymized ones among partners, without those that this transaction knows to
    be live because it has made or written them."""
    known = env.cr.precommit.data.get(_WRITTEN, ())
    asked = {i for i in partner_ids if isinstance(i, int) and i not in known}
    return set(anonymized(env, asked)) if asked else set()


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
