"""Which stored fields may speak of a person although no rule of the map names them."""

import hashlib
from dataclasses import dataclass

from odoo import fields

from ..database import columns
from ..datamap import OWN_PREFIX, paths, record_owner, telling_names
from .known_modules import KNOWN

TEXT_TYPES = ("char", "text", "html", "json", "properties", "binary")
RELATION_TYPES = ("many2one", "many2many")
# Steps that lead to somebody else: the company's own partner, the employee in charge.
_NO_STEP = ("res.company", "res.users", paths.PARTNER)
# Types that hold codes, although their column is one of text.
_CODES = ("selection", "reference")
# What says something of a person by the field's name alone.
_EXACT_TYPES = (
    "date",
    "datetime",
    "selection",
    "integer",
    "float",
    "monetary",
    "boolean",
    "many2one",
)


@dataclass
class Found:
    """A stored field that no rule covers.

    :param kind: ``link`` a relation to a partner, ``text`` a text in a model that
        hangs on one, ``contact`` a telling name or content in any other model
    :param path: how the record hangs on a partner, as the data map writes it
    """

    model: str
    field: object
    kind: str
    path: str
    rows: int = 0
    estimated: bool = False


def concrete(env):
    """``{name: model}`` of the models with a table of their own, ours left out."""
    return {
        name: model
        for name, model in env.items()
        if not (model._abstract or model._transient)
        and model._auto
        and not name.startswith(OWN_PREFIX)
    }


def fingerprint(env):
    """A digest of all that the list depends on but the data: the stored fields, the
    rules and the decisions."""
    digest = hashlib.md5(usedforsecurity=False)
    for name, model in sorted(concrete(env).items()):
        stored = [f"{f.name}:{f.type}" for f in model._fields.values() if f.store]
        digest.update(f"{name} {' '.join(sorted(stored))};".encode())
    env.flush_all()
    env.cr.execute(
        """
        SELECT (SELECT (count(*), max(id), max(write_date))::text
                  FROM partner_anonymization_rule)
            || (SELECT (count(*), max(id), max(write_date))::text
                  FROM partner_anonymization_rule_field)
            || (SELECT (count(*), max(id), max(write_date))::text
                  FROM partner_anonymization_exemption)
        """
    )
    digest.update(env.cr.fetchone()[0].encode())
    return digest.hexdigest()


class Inventory:
    """All stored fields of the database, and how their models hang on a partner.

    :param dict mapped: ``{model: partner path of its rule}``
    """

    def __init__(self, env, mapped):
        self.models = concrete(env)
        tables = {model._table for model in self.models.values()}
        self.columns = columns.of_tables(env.cr, tables)
        self.mapped = mapped
        self.direct = {name: _relations(m) for name, m in self.models.items()}
        self.hanging = dict(filter(lambda item: item[1], map(self._link, self.models)))

    def _link(self, name):
        """How a model hangs on a partner: by its rule, in one step or in two."""
        if name == paths.PARTNER:
            return name, ""
        if known := _leads_to_a_person(self.mapped.get(name, "")):
            return name, ",".join(known)
        model = self.models[name]
        steps = self.direct[name] or self._two_steps(model) or _pair(model)
        steps = [step for step in steps if not record_owner.is_audit(step)]
        return name, ",".join(steps)

    def _two_steps(self, model):
        steps = []
        for field in model._fields.values():
            if not field.store or field.type != "many2one":
                continue
            comodel = field.comodel_name
            if comodel in _NO_STEP or comodel.startswith("ir."):
                continue
            if record_owner.is_audit(field.name):
                continue
            if any(
                self._is_somebodys(comodel, way)
                for way in _leads_to_a_person(self.mapped.get(comodel, ""))
            ):
                steps.append(field.name)
            elif (direct := self.direct.get(comodel)) and self._is_somebodys(
                comodel, direct[0]
            ):
                steps.append(f"{field.name}.{direct[0]}")
        return sorted(steps, key=record_owner.rank)

    def _is_somebodys(self, name, way):
        """Whether a way leads from a thing to the person whose it is. Many may watch a
        product, or follow a course: in models that were looked at this is nothing of
        what hangs on them."""
        model = self.models[name]
        field = model._fields.get(way.split(".")[0])
        is_shared = field is not None and field.type in ("many2many", "one2many")
        return not (is_shared and model._original_module in KNOWN)

    def find(self, is_out):
        """The fields in question, by their model and their name.

        :param is_out: called with (model name, field); true for what is decided
        :return: list of :class:`Found`
        """
        return [
            Found(name, field, kind, self.hanging.get(name, ""))
            for name, field in self._stored()
            if (kind := self._kind(name, field)) and not is_out(name, field)
        ]

    def mute_texts(self, is_out):
        """Text fields whose model and name do not tell whether they speak of a person.

        :return: list of :class:`Found`, to be judged by their content
        """
        return [
            Found(name, field, "contact", "")
            for name, field in self._stored()
            if name not in self.hanging
            and field.type in ("char", "text", "html")
            and not telling_names.meaning(field.name)
            and not is_out(name, field)
        ]

    def _stored(self):
        for name, model in sorted(self.models.items()):
            table = self.columns.get(model._table)
            if table is None or name == paths.PARTNER:
                continue
            for field in model._fields.values():
                if field.store and (field.name in table or _lies_elsewhere(field)):
                    yield name, field

    def _kind(self, name, field):
        if field.type in RELATION_TYPES and field.comodel_name == paths.PARTNER:
            return None if field.related else "link"
        is_telling = _is_telling(field)
        if not (is_telling or is_text(field) or _may_be_partner(field)):
            return None
        if name in self.hanging:
            return "text"
        return "contact" if is_telling else None


def _leads_to_a_person(path):
    """The ways of a rule's path that say whose a record is, not who typed it in."""
    ways = path.split(",")
    return [way for way in ways if way and not record_owner.is_audit(way)]


def is_text(field):
    """Whether a field can hold words: by its type, or by its column where another
    module has added the type."""
    if field.type in TEXT_TYPES:
        return True
    if isinstance(field, fields.Json):
        return True
    column = field.column_type and field.column_type[0]
    return column in ("varchar", "text") and field.type not in _CODES


def _is_telling(field):
    if field.type in _EXACT_TYPES:
        return telling_names.is_exact(field.name.removesuffix("_id"))
    return is_text(field) and bool(telling_names.meaning(field.name))


def _may_be_partner(field):
    """A reference that may name a partner."""
    if field.type != "reference" or not isinstance(field.selection, list):
        return False
    return any(model == paths.PARTNER for model, _label in field.selection)


def _lies_elsewhere(field):
    return field.type == "many2many" or (field.type == "binary" and field.attachment)


def _relations(model):
    """Stored relations to a partner, the one that says whose the record is first."""
    names = [
        field.name
        for field in model._fields.values()
        if field.store
        and field.type in RELATION_TYPES
        and field.comodel_name == paths.PARTNER
    ]
    single = {name for name in names if model._fields[name].type == "many2one"}
    return sorted(names, key=lambda name: (name not in single, record_owner.rank(name)))


def _pair(model):
    """A generic pair of fields, such as res_model/res_id."""
    for field in model._fields.values():
        if field.store and field.type == "many2one_reference":
            name = model._fields.get(field.model_field)
            if name and name.store:
                return [f"{name.name}/{field.name}"]
    return []
