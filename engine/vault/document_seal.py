"""The second, small seal: what is still needed on the day of each kept document.

It outlives the purge of the first one. In it are the words that stand in kept texts, so
that they can be taken out when the law keeps the text no longer, and where the law
wants the debtor readable by machine (German AO § 147 (2), HGB § 257 (3)) the name,
address and tax number as they stood. It goes with the last document of its subject.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..text import Term
from . import key_store, seal_store
from .errors import SealUnusable

_STORE = seal_store.SealStore("partner_anonymization_document_seal")

CARD_FIELDS = ("name", "street", "street2", "zip", "city", "vat")


@dataclass
class Documents:
    """What one subject's document seal says.

    :param terms: list of :class:`engine.terms.Term`
    :param dict cards: ``{partner id: {field or "country": text or None}}``
    :param dict names: ``{attachment id: original name}`` of kept files
    """

    terms: list = field(default_factory=list)
    cards: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)


def store(env, plan, line_ids, partners, key_source=None):
    """Seal what the kept documents of each subject will need.

    :param dict line_ids: ``{subject: id of the line that holds its seals}``
    :param dict partners: ``{subject: ids of the partners whose card is wanted}``;
        their records still hold the originals
    :param key_source: makes the keys; a rehearsal passes one that writes no file
    """
    if not line_ids:
        return
    cards = _cards(env, {id_ for ids in partners.values() for id_ in ids})
    first_parts = _STORE.next_parts(env.cr, line_ids.values())
    made = (key_source or key_store.create_keys)(env, len(line_ids))
    rows = []
    for (index, line_id), (ref, key) in zip(line_ids.items(), made, strict=True):
        content = {
            "terms": sorted(plan.waiting.get(index, ())),
            "cards": {id_: cards[id_] for id_ in sorted(partners.get(index, ()))},
            "names": plan.names.get(index, {}),
        }
        root, text = plan.scope.subjects[index].root, ref.to_text()
        part = first_parts.get(line_id, 0)
        blob = seal_store.close_part(key, content, _associated(text, root, part))
        rows.append((line_id, root, text, part, blob))
    _STORE.insert(env.cr, rows)


def _associated(ref_text, partner_id, part):
    return f"documents|{ref_text}|{partner_id}|{part}".encode()


def _cards(env, partner_ids):
    """``{partner id: card}``, as the partners stand now."""
    if not partner_ids:
        return {}
    env.cr.execute(
        SQL(
            """
            SELECT partner.id, %s, country.code
              FROM res_partner partner
         LEFT JOIN res_country country ON country.id = partner.country_id
             WHERE partner.id = ANY(%s)
            """,
            SQL(", ").join(SQL.identifier("partner", name) for name in CARD_FIELDS),
            list(partner_ids),
        )
    )
    names = (*CARD_FIELDS, "country")
    return {
        partner_id: dict(zip(names, values, strict=True))
        for partner_id, *values in env.cr.fetchall()
    }


def load_usable(env, line_ids):
    """Open the document seals that can be opened.

    :return: ``{line id: Documents}``, and ``{line id: reason code}`` of the others
    """
    env.cr.execute(
        "SELECT line_id, partner_id, key_ref, part, payload"
        "  FROM partner_anonymization_document_seal WHERE line_id = ANY(%s)"
        " ORDER BY line_id, part",
        [list(line_ids)],
    )
    parts = defaultdict(list)
    for line_id, *rest in env.cr.fetchall():
        parts[line_id].append(rest)

    def open_one(keys, line_id):
        return _open(keys, line_id, parts[line_id])

    return seal_store.open_usable(env, line_ids, open_one)


def _open(keys, line_id, parts):
    numbers = [part for _partner, _ref, part, _blob in parts]
    if not parts or numbers != list(range(len(parts))):
        raise SealUnusable(line_id, "seal_missing")
    result = Documents()
    for partner_id, ref_text, part, blob in parts:
        associated = _associated(ref_text, partner_id, part)
        _key, content = seal_store.open_part(keys, line_id, ref_text, blob, associated)
        result.terms += [Term(*term) for term in content["terms"]]
        result.cards.update((int(id_), card) for id_, card in content["cards"].items())
        for id_, name in content.get("names", {}).items():
            result.names.setdefault(int(id_), name)  # sealed first is the original
    return result


def drop(env, line_ids):
    """Delete document seals, and destroy their keys once the transaction has
    committed."""
    _STORE.delete(env, line_ids)
