"""What records say: which partners they name, and whether values close them."""

from ..database import door

_CLOSED = frozenset(
    "cancel cancelled canceled done close closed refuse refused reject rejected lost"
    " expired archived paid 1_done 1_canceled".split()
)
_CLOSED_STAGES = ("fold", "closed", "is_closed", "is_won", "done", "is_done")


def partner_ids(records, names):
    """The ids of the partners in these fields."""
    ids = set()
    # Anonymized partners are archived: many2many fields hide them by default.
    for record in records.sudo().with_context(active_test=False):
        for name in names:
            ids.update(record[name]._ids)
    return {id_ for id_ in ids if isinstance(id_, int)}


def cached_ids(records, names):
    """The partners in many2many fields of records that were just made: all of them are
    in the cache."""
    ids = set()
    for name in names:
        field = records._fields[name]
        cache = field._get_cache(records.with_context(active_test=False).env)
        other = field._get_cache(records.env)
        for id_ in records._ids:
            ids.update(cache.get(id_) or other.get(id_) or ())
    return {id_ for id_ in ids if isinstance(id_, int)}


def paired(records, pairs):
    """The partners that generic pairs of records name."""
    owners = door.models.guarded_owners(records.env)
    found = {}
    for record in records.sudo():
        for model_field, id_field in pairs:
            model = record[model_field]
            if model in owners and record[id_field]:
                found.setdefault(model, set()).add(record[id_field])
    used = found.pop("res.partner", set())
    for model, ids in found.items():
        named = records.env[model].sudo().browse(ids).exists()
        used |= partner_ids(named, [owners[model]])
    return used


def closes(records, opening):
    """Whether these values only archive, cancel or close."""
    for name, value in opening.items():
        if name == "active" and value or name == "state" and value not in _CLOSED:
            return False
        field = records._fields[name]
        if name == "stage_id" and field.type == "many2one":
            stage = records.env[field.comodel_name].sudo().browse(value)
            if not any(n in stage._fields and stage[n] for n in _CLOSED_STAGES):
                return False
        elif name not in ("active", "state"):
            return False
    return True
