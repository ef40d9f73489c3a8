"""Is somebody else the same person, who must not be anonymized?

A hold or an open document of a second record of the same person concerns the first one
too. While nobody has said whether it is the same, it blocks.
"""

from ..subject import Blocker, alike, membership

CODE = "possible_same"


def blockers(env, subjects, in_the_way):
    """One blocker for each subject with possible same persons who are on hold or have
    open documents.

    :param in_the_way: called with ``{partner id: index}`` of others, gives the blockers
        of these
    """
    pairs = alike.find(env, subjects)
    others = sorted({other for found in pairs.values() for _own, other in found})
    if not others:
        return
    busy = _busy(env, others, in_the_way)
    for index, found in pairs.items():
        ids = [other for _own, other in found if other in busy]
        if ids:
            at = next(own for own, other in found if other in busy)
            yield Blocker(index, at, CODE, "res.partner", ids)


def _busy(env, others, in_the_way):
    """Those of others with whose person, address by address, something is in the
    way."""
    people = membership.collect(env.cr, others)
    owner = membership.owners(people)
    indexes = {one.subject for one in in_the_way(owner)}
    return {id_ for id_ in others if owner[id_] in indexes}
