"""What a search has found, whoever has searched."""

from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Found:
    """What stands where.

    :param dict hits: ``{(table, column, row id or None): {Term}}``
    :param dict places: ``{(table, column): {row id}}`` of what cannot be searched
    :param dict in_files: ``{store name: {Term}}``
    :param list silent: store names of files that cannot be searched
    :param files: number of files that were searched
    :param bytes: number of bytes that were searched
    """

    hits: dict = field(default_factory=lambda: defaultdict(set))
    places: dict = field(default_factory=lambda: defaultdict(set))
    in_files: dict = field(default_factory=dict)
    silent: list = field(default_factory=list)
    files: int = 0
    bytes: int = 0

    def hit(self, table, column, row_id, terms):
        """Terms stand in a row."""
        self.hits[table, column, row_id] |= terms

    def cannot(self, table, column, row_id):
        """A value cannot be searched."""
        if row_id is not None:
            self.places[table, column].add(row_id)

    def in_file(self, store_name, terms):
        """Terms stand in a file."""
        self.in_files[store_name] = terms

    def silent_file(self, store_name):
        """A file cannot be searched."""
        self.silent.append(store_name)

    def add(self, other):
        """Take over what was found elsewhere."""
        for place, terms in other.hits.items():
            self.hits[place] |= terms
        for place, ids in other.places.items():
            self.places[place] |= ids
        self.in_files |= other.in_files
        self.silent += other.silent
        self.files += other.files
        self.bytes += other.bytes
