"""Whom a message on a card tells to have been merged, in any language."""

from odoo.tests import BaseCase, tagged

from ...engine.subject import merged

ONE = "Ottokar Alt &lt;oa@old.example&gt; (ID 12)"
TWO = "Ida O&#39;Hara &lt;n/a&gt; (ID 13)"
THREE = "Und, Petra &lt;pu@old.example&gt; (ID 14)"
PAIRS = [
    ("name", "Ottokar Alt"), ("email", "oa@old.example"),
    ("name", "Ida O'Hara"), ("email", "n/a"),
    ("name", "Und, Petra"), ("email", "pu@old.example"),
]  # fmt: skip


@tagged("post_install", "-at_install", "pure")
class TestMerged(BaseCase):
    def test_languages(self):
        for body in (
            f"<p>Merged with the following partners: {ONE}, {TWO}, and {THREE}</p>",
            f"<p>Mit den Partnern zusammengeführt: {ONE}, {TWO} und {THREE}</p>",
            f"<span>Fusionné avec les partenaires suivants : {ONE}, {TWO} et {THREE}",
            f"合并到以下合作伙伴：{ONE}、{TWO}和{THREE}",
            f"Merged: [&#39;{ONE}&#39;, &#34;{TWO}&#34;, &#39;{THREE}&#39;]",
        ):
            self.assertEqual(merged.values(body), PAIRS, body)

    def test_other_texts(self):
        for body in (
            "<p>Anna &lt;a@b.example&gt; (ID card)</p>",
            "<p>x &gt; (y) 1</p>",
        ):
            self.assertEqual(merged.values(body), [])

    def test_what_a_redaction_took_out(self):
        body = f"Merged: {ONE}, {TWO}"
        start = body.index("Ottokar")
        spans = [[start, start + len("Ottokar Alt"), "_"]]
        self.assertEqual(merged.sealed_values(body, spans), PAIRS[:1])
        self.assertEqual(merged.sealed_values(body, {"term": "name"}), [])
