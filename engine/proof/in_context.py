"""What a proof has found, as somebody sees it who decides on it: the sentence around
the words. Nothing of it is stored; the words come from the opened seals."""

from collections import defaultdict
from typing import NamedTuple

from ..database import columns
from ..datamap import DataMap, own_rule_limits
from ..subject import identifying_values, living
from ..sweep import models_by_table
from ..text import Redactor, json_text, sentence
from ..vault import subject_seal
from . import second_addresses


class Place(NamedTuple):
    """A find that is left to a person to decide."""

    line_id: int
    model: str
    res_id: int
    field: str
    code: str = ""


class Sight(NamedTuple):
    """What can be seen of a find.

    :param sentence: ``engine.text.sentence.Sentence``
    :param may_redact: the words can be taken out of it
    """

    sentence: sentence.Sentence
    may_redact: bool


def of_places(env, places):
    """Read the texts of some finds; what the user may see of them the caller knows.

    :param list places: :class:`Place`
    :return: ``{Place: Sight}``, without those of which no text can be shown: files,
        large texts, records that are gone, or words whose seal cannot be opened
    """
    line_ids = sorted({place.line_id for place in places})
    opened, _failed = subject_seal.load_usable(env, line_ids)
    if not opened:
        return {}
    datamap, texts = DataMap(env), _texts(env, places)
    words = identifying_values.sealed_terms(datamap, opened)
    others = living.Living(env, datamap, ())
    others.look_up({term for some in words.values() for term in some})
    behind = _second_addresses(env, places, words, opened, others)
    result = {}
    for place, text in texts.items():
        terms = behind.get(place, words.get(place.line_id, ()))
        if found := _sentence(text, terms, others):
            may = own_rule_limits.may_redact(env, datamap, place.model, place.field)
            result[place] = Sight(found, may)
    return result


def _texts(env, places):
    """``{Place: text}`` of what is a text, and not a large one."""
    by_model = defaultdict(list)
    for place in places:
        if place.model in env and place.res_id:
            by_model[env[place.model]._table].append(place)
    types, result = columns.of_tables(env.cr, by_model), {}
    for table, some in by_model.items():
        known = types.get(table, {})
        names = sorted({one.field for one in some} & known.keys())
        names = [name for name in names if known[name].is_text]
        short = [name for name in names if not known[name].is_json]
        ids = sorted({one.res_id for one in some})
        rows = columns.read(env.cr, table, names, ids, short=short) if names else {}
        for place in some:
            row = dict(zip(names, rows.get(place.res_id, ()), strict=False))
            text = row.get(place.field)
            if text and not isinstance(text, columns.Large):
                result[place] = text
    return result


def _sentence(text, terms, others):
    """The sentence with the words that a redaction would take: what nobody else has
    or, where there is nothing else, all."""
    mine = [term for term in terms if term not in others.same]
    strings = _strings(text)
    for some in (mine, terms) if len(mine) < len(terms) else (mine,):
        redactor = Redactor(some, "", others.longer)
        for one in strings:
            reading, found = redactor.stretches(one, "<" in one)
            if found:
                return sentence.around(reading, found)
    return None


def _strings(text):
    """The strings of json; else the text itself."""
    if not json_text.is_json(text):
        return [text]
    strings = []

    def look(one):
        strings.append(one)
        return []

    json_text.spans(text, look)
    return [*strings, text]


def _second_addresses(env, places, terms, opened, others):
    """What was found behind a name: ``{Place: terms}``"""
    wanted = {place for place in places if place.code == "second_address"}
    if not wanted:
        return {}
    lines = {place.line_id for place in wanted} & opened.keys()
    finds = second_addresses.finds(
        env,
        models_by_table(env),
        {id_: terms[id_] for id_ in lines},
        {id_: opened[id_].values for id_ in lines},
        others,
        lambda *_place: False,
    )
    found = {(one.line_id, one.model, one.res_id, one.column): one for one in finds}
    return {
        place: sorted(found[place[:4]].terms) for place in wanted if place[:4] in found
    }
