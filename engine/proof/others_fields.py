"""Fields that say who somebody is. Of anybody but the subject they are never redacted:
what stands in them is equal, and then others have it too, or it is not the subject's.
"""

from collections import defaultdict

from odoo.tools import SQL

from ..database import columns
from ..datamap import paths
from ..subject import identifying_values, linked_others, same_value

# The cards of people and companies: all their short texts say who they are.
_CARDS = (paths.PARTNER, "res.users", "res.company", "hr.employee", "hr.version")
_SIGNATURE = ("res.users", "signature")


class OthersFields:
    """Judges finds in fields that say who somebody is.

    :param is_own: called with a find, says whether the record is the subject's own
    """

    def __init__(self, env, datamap, is_own):
        self._env, self._datamap, self._is_own = env, datamap, is_own
        self._named = {
            (rule.model, column.name)
            for rule in datamap.rules
            for column in rule.fields
            if column.says_who
        }

    def judge(self, finds):
        """What the finds are that stand in such fields of others.

        :return: ``{id of the find: (status, reason)}``
        """
        finds = [
            find
            for find in finds
            if find.res_id is not None
            and self.says_who(find.model, find.column)
            and not self._is_own(find)
        ]
        if not finds:
            return {}
        texts, with_living = self._texts(finds), self._living(finds)
        result = {}
        for find in finds:
            text = texts.get((find.table, find.column, find.res_id))
            if not same_value.equal(find.terms, identifying_values.texts(text)):
                result[id(find)] = "shared", "longer"
            elif find.model in _CARDS or (find.model, find.res_id) in with_living:
                result[id(find)] = "shared", "shared"
            else:
                result[id(find)] = "unexpected", "others_field"
        return result

    def says_who(self, model, column):
        """Whether a field says who somebody is."""
        if (model, column) in self._named or (model, column) == _SIGNATURE:
            return True
        field = self._env[model]._fields.get(column) if model in _CARDS else None
        return bool(field) and field.type == "char"

    def _texts(self, finds):
        wanted = defaultdict(set)
        for find in finds:
            wanted[find.table, find.column].add(find.res_id)
        return {
            (table, column, res_id): value
            for (table, column), ids in wanted.items()
            for res_id, (value,) in columns.read(
                self._env.cr, table, [column], ids
            ).items()
        }

    def _living(self, finds):
        return self.linked(finds, SQL("living.anonymization_state IS NULL"))

    def linked(self, finds, condition):
        """(model, id) of the records that are linked to a partner.

        :param condition: on the partner, which is called ``living``
        """
        wanted = defaultdict(set)
        for find in finds:
            wanted[find.model].add(find.res_id)
        return linked_others.linked(self._env, self._datamap.rules, wanted, condition)
