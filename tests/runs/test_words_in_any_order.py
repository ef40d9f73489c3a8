"""Promise 5 for texts that people share, on the database: orders nobody thought of.

The same of texts alone, many more times: ``tests/text/test_words_of_the_live.py``.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..cases.shared_texts_case import SharedTextsCase

TEXTS = {
    "title": ("{0} {1} {2}", "{1} {0} {1}, {2}", "Re: {2} / {0}"),
    "name": ("Friends of {0} and {1}", "{2}", "{1} {0}"),
    "story": ("{0} {1}\n{2} {2} {0}.", "{1}, {0}; {0} – {2}\n", "nobody"),
    "page": ("<p><b>{0}</b> {1}</p><ul><li>{2}</li></ul>", "<p>{2} {1}<br>{0}</p>"),
    "remark": ("{0} {1} {2}", "{1}/{0} insured until the end", "{2}"),
    "label": ({"en_US": "{0} {1} 1.50"}, {"en_US": "{2}, {1}"}),
    "badge": ({"en_US": "{0} {1}"}, {"en_US": "No. {2}"}),
    "data": (
        {"n": 0.10, "{0}": "{1} {0}", "list": ["{2}", 12345678901234567.5, "{1}"]},
        {"{0}": {"{1}": "{2}"}, "{1}": ["{0}", "{0} {1}"], "é\\": '"{2}"'},
    ),
}
NAMES = (
    ("Ottokar Brunnwasser", "Zenobia Brunnwasser", "José Ñandú Quillón"),
    ("Bo Liu Ng", "Maximiliane Featherstonehaugh", "Çelik Öztürkmen"),
)
texts = st.fixed_dictionaries(
    {name: st.sampled_from(some) for name, some in TEXTS.items()}
)
steps = st.lists(
    st.tuples(st.sampled_from("rrp"), st.integers(0, 2)), min_size=3, max_size=8
)


def possible(drawn):
    """The steps that can be taken: who is live goes, who is gone comes back or is
    purged."""
    state = {}
    for letter, number in drawn:
        letter = letter if state.get(number) == "a" else "a"
        if state.get(number) != "p":
            state[number] = letter
            yield letter, number


@tagged("slow", "post_install", "-at_install")
class TestWordsInAnyOrder(SharedTextsCase):
    def test_any_order(self):
        taken = []

        @settings(
            max_examples=20,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.sampled_from(NAMES), texts, steps)
        def run(names, chosen, drawn):
            self.names = names
            order = list(possible(drawn))
            with self.env.cr.savepoint() as savepoint:
                try:
                    self._follow(chosen, order)
                finally:
                    savepoint.rollback()
                    self.env.invalidate_all()
            taken.extend(order)

        run()
        self.assertGreater(len(taken), 60)

    def _follow(self, chosen, order):
        self.meet()
        party = self.party(**chosen)
        before = {name: self.stored(party, name) for name in chosen}
        for place, (letter, number) in enumerate(order):
            self.step(letter, number)
            for name, text in chosen.items():
                self.assertLive(party, name, text, (order[: place + 1], chosen))
        for number, person in enumerate(self.people):
            if person.anonymization_state == "anonymized":
                self.step("r", number)
        if all(letter != "p" for letter, _number in order):
            after = {name: self.stored(party, name) for name in chosen}
            self.assertEqual(after, before, order)
