"""Which partners are people, and which other partners belong to each of them.

A company is no data subject (GDPR recital 14): listed are private persons, and where
the settings say so the contact persons of companies and sole traders. The addresses of
a person belong to it, as ``engine.subject`` has it.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from ..subject import membership

TABLE = "anonymization_family"

# Having a parent is said although joining says it: there is an index of those. Nobody
# reads it from the join.
# Partners with a parent, and who they belong to: nobody, where it is a company; and the
# persons above them, who are not alone either.
_TREE = """
    WITH RECURSIVE tree AS (
        SELECT child.id, %(first)s AS root, child.is_company, parent.id AS above
          FROM res_partner child
          JOIN res_partner parent ON parent.id = child.parent_id
         WHERE child.parent_id IS NOT NULL AND parent.parent_id IS NULL
        UNION ALL
        SELECT child.id, %(next)s, child.is_company, NULL
          FROM tree parent JOIN res_partner child ON child.parent_id = parent.id
         WHERE child.parent_id IS NOT NULL
    )
    SELECT tree.id, tree.root FROM tree
     UNION ALL
    SELECT DISTINCT above, above FROM tree WHERE root = above
"""
_ROOT = """
    CASE WHEN child.is_company THEN CASE WHEN %(child_trades)s THEN child.id END
         WHEN parent.is_company AND %(parent_root)s IS NULL
         THEN CASE WHEN %(contacts)s AND child.type = 'contact' THEN child.id END
         ELSE %(parent_root)s END
"""


@dataclass(frozen=True)
class Listing:
    """Who is listed besides private persons."""

    contacts: bool = False
    traders: bool = False

    def trades(self, alias):
        """Whether a company of this table is listed as a sole trader."""
        if not self.traders:
            return SQL("FALSE")
        column = SQL.identifier(alias, "anonymization_sole_trader")
        return SQL("%s IS TRUE", column)

    def own_root(self, alias):
        """The root of a partner without parent: itself, or NULL for a company."""
        return SQL(
            "CASE WHEN %s IS NOT TRUE OR %s THEN %s END",
            SQL.identifier(alias, "is_company"),
            self.trades(alias),
            SQL.identifier(alias, "id"),
        )

    def root(self, parent_root):
        return SQL(
            _ROOT,
            child_trades=self.trades("child"),
            parent_root=parent_root,
            contacts=self.contacts,
        )


def prepare(cr, listing):
    """Make the temporary table of everybody who may not be alone: those with a parent,
    the persons above them, and those linked as the same person.

    :param listing: :class:`Listing`
    """
    cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(TABLE)))
    cr.execute(
        SQL(
            "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s",
            SQL.identifier(TABLE),
            SQL(
                _TREE,
                first=listing.root(listing.own_root("parent")),
                next=listing.root(SQL("parent.root")),
            ),
        )
    )
    _join_same_persons(cr, listing)
    cr.execute(SQL("ANALYZE %s", SQL.identifier(TABLE)))


def _join_same_persons(cr, listing):
    """Records linked as the same person are one family, with the one above where the
    record is an address. Its root is one that would be listed without the links; there
    is none when none of them would."""
    cr.execute(
        "SELECT partner_id FROM res_partner_anonymization_same_rel"
        " UNION SELECT same_id FROM res_partner_anonymization_same_rel"
    )
    linked = [partner_id for (partner_id,) in cr.fetchall()]
    if not linked:
        return
    known = _roots(cr, listing, linked)
    members, roots = [], []
    for one in membership.collect(cr, sorted({*known, *known.values()} - {None})):
        own = {known[id_] for id_ in one.partner_ids if known.get(id_)}
        # From a parent all of its addresses are reached, but not the parent from them.
        root = min(own, key=lambda id_: (id_ in known, id_), default=None)
        members += sorted(one.partner_ids)
        roots += [root] * len(one.partner_ids)
    table = SQL.identifier(TABLE)
    cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", table, members))
    cr.execute(
        SQL(
            "INSERT INTO %s SELECT * FROM unnest(%s::int[], %s::int[])",
            table,
            members,
            roots,
        )
    )


def _roots(cr, listing, partner_ids):
    """``{partner id: root or None}`` as it is without links."""
    cr.execute(
        SQL(
            "SELECT p.id, CASE WHEN f.id IS NULL THEN %s ELSE f.root END"
            "  FROM res_partner p LEFT JOIN %s f ON f.id = p.id"
            " WHERE p.id = ANY(%s)",
            listing.own_root("p"),
            SQL.identifier(TABLE),
            partner_ids,
        )
    )
    return dict(cr.fetchall())
