"""The data map: which columns of which models hold whose personal data.

A rule as it is stored (``rule_values``), those that count here, compiled
(``compile_rules``, ``map_rules``, ``datamap``), how a record hangs on a partner
(``paths``), what names of fields tell (``telling_names``, ``field_owner``,
``record_owner``), and what rules of one's own may not do (``own_rules``).
"""

from . import (
    compile_rules,
    contact_links,
    datamap,
    field_owner,
    map_rules,
    own_rule_fields,
    own_rule_limits,
    own_rule_paths,
    own_rules,
    path_questions,
    paths,
    reached,
    record_day,
    record_owner,
    rule_values,
    telling_names,
)
from .compile_rules import OURS, is_markup
from .datamap import OWNING, DataMap
from .map_rules import FieldRule, ModelRule, NAME_PARTS, OWN_PREFIX, ROLES
from .misfit import Misfit
from .rule_values import LineValues, RuleValues
from .table_demands import Table

__all__ = [
    "DataMap",
    "FieldRule",
    "LineValues",
    "Misfit",
    "ModelRule",
    "NAME_PARTS",
    "OURS",
    "OWNING",
    "OWN_PREFIX",
    "ROLES",
    "RuleValues",
    "Table",
    "compile_rules",
    "contact_links",
    "datamap",
    "field_owner",
    "is_markup",
    "map_rules",
    "own_rule_fields",
    "own_rule_limits",
    "own_rule_paths",
    "own_rules",
    "path_questions",
    "paths",
    "reached",
    "record_day",
    "record_owner",
    "rule_values",
    "telling_names",
]
