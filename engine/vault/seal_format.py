"""What a seal is made of: a head with the values, then the parts of the files and of
the large values, all of it one after the other."""

from dataclasses import dataclass

from . import large_values, seal_marks, seal_store, sealed_files

# What is sealed is in memory and goes to the database by so many bytes.
_AT_ONCE = 4 << 20


def associated(ref_text, partner_id, part):
    """Binds a seal to its key, its subject and its place."""
    return f"{ref_text}|{partner_id}|{part}".encode()


def some_of(rows):
    """The next rows, of about as many bytes as go to the database at once."""
    some, size = [], 0
    for row in rows:
        some.append(row)
        size += len(row[-1])
        if size >= _AT_ONCE:
            break
    return some


@dataclass
class Subject:
    """What is sealed with one key, and the number of the first part."""

    index: int
    root: int
    ref: str
    key: bytes
    part: int
    files: list
    large: list

    def row(self, part, blob, mark=None):
        """A row, with the subject in the place of its line."""
        return self.index, self.root, self.ref, part, mark, blob

    def associated(self, part):
        return associated(self.ref, self.root, part)


def subjects_of(env, plan, made, parts):
    """What is sealed with each key.

    :param made: the keys with their references
    :param dict parts: ``{subject: number of its first part}``
    :return: list of :class:`Subject`
    """
    paths = sealed_files.stored(env, plan)
    return [
        Subject(
            index,
            plan.scope.subjects[index].root,
            ref.to_text(),
            key,
            part,
            sealed_files.measured(paths.get(index, {})),
            plan.sealed_large(index),
        )
        for (index, part), (ref, key) in zip(parts.items(), made, strict=True)
    ]


def rows(plan, subjects):
    """The rows of the seals, each sealed when it is asked for."""
    for one in subjects:
        values = plan.sealed.get(one.index, ())
        head = {
            "values": _grouped(values),
            "relations": plan.relations.get(one.index, []),
            "files": sealed_files.entries(one.files),
            "large": large_values.entries(one.large),
        }
        associated = one.associated(one.part)
        mark = seal_marks.of_values(values, plan.types, *_known_by(plan, one.index))
        yield one.row(
            one.part,
            seal_store.close_part(one.key, head, associated),
            mark.sealed(one.key, associated),
        )
        yield from sealed_files.rows(one)


def _known_by(plan, index):
    """The terms of a subject that are its own, and all."""
    own = plan.terms.get(index)
    if own is None:
        return (), None
    return own, [*own, *plan.of_others.get(index, ())]


def large_rows(cr, subjects):
    """The rows of values that are in the database until they are erased."""
    for one in subjects:
        yield from large_values.rows(cr, one)


def _grouped(values):
    """``{table: {column: [[id, old, how], …]}}``"""
    result = {}
    for table, name, res_id, old, how in values:
        entry = [res_id, old] if how is None else [res_id, old, how]
        result.setdefault(table, {}).setdefault(name, []).append(entry)
    return result
