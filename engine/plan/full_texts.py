"""What Odoo has read in files, for its search: it goes whole where it names somebody.

Where several people are named in it, each but the last seals only their own words: with
the last one comes back what is left of it, and with each of the others their words.
"""

from ..vault import large_values


class FullTexts:
    """The full texts that a plan loses."""

    def __init__(self):
        self._last = {}

    def lose(self, plan, subject, column, res_id, old, how):
        """Seal a full text for one more subject.

        :param plan: :class:`engine.plan.Plan`
        :param column: :class:`engine.datamap.FieldRule`, None for one that is restored
        :param old: the text without the words of those before
        :param how: the spans of this subject's words
        """
        table, name = large_values.FULL_TEXT
        plan.change(table, res_id, name, None)
        if column and not column.restorable:
            return
        self.cover(plan, res_id)
        self._last[res_id] = subject, len(plan.sealed[subject]), how
        plan.seal(subject, table, name, res_id, old)

    def cover(self, plan, res_id):
        """Somebody else seals what is left of a text: the last one seals words only."""
        if res_id in self._last:
            subject, place, spans = self._last.pop(res_id)
            sealed = plan.sealed[subject]
            sealed[place] = (*sealed[place][:4], spans)
