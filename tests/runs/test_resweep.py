"""A new rule reaches those who are anonymized already."""

from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...engine.vault import key_store
from ...models.nights import partner_anonymization_resweep
from ..cases.fakes import FakeModelsCase
from ..common import digest


@tagged("post_install", "-at_install")
class TestResweep(FakeModelsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env["partner.anonymization"]
        cls.case = cls._case(cls.person)
        cls.stranger = cls.Partner.create({"name": "Berta Unbeteiligt"})
        cls.other_case = cls._case(cls.stranger)
        cls.line = cls.env["pa.fake.case.line"].create(
            {"case_id": cls.case.id, "remark": "call zacharias@quillfeather.example"}
        )
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "parrot.txt",
                "raw": b"Polly belongs to Zacharias Quillfeather",
                "res_model": "pa.fake.case",
                "res_id": cls.case.id,
            }
        )
        cls.env.flush_all()
        cls.before = digest(cls.env.cr)

    def setUp(self):
        super().setUp()
        # A purge removes it for good, whatever is rolled back afterwards.
        path = Path(self.file._full_path(self.file.store_fname))
        path.write_bytes(b"Polly belongs to Zacharias Quillfeather")

    def _line_rule(self):
        self.env["partner.anonymization.rule"].create(
            {
                "name": "Fake line",
                "model": "pa.fake.case.line",
                "partner_path": "case_id",
                "field_ids": [(0, 0, {"field": "remark", "method": "redact"})],
            }
        )

    def _anonymize(self, partner=None):
        (partner or self.person).anonymize("Ticket 4711", override_retention=True)

    def _purge(self):
        """Make the person final; the stranger's case names it, and is accepted."""
        line = self.person.sudo().anonymization_line_id
        line._prove()
        line.accept_traces("somebody else's case")
        self.person.purge_anonymized()

    def _refs(self):
        self.env.cr.execute(
            "SELECT DISTINCT key_ref FROM partner_anonymization_seal"
            " WHERE partner_id = %s",
            [self.person.id],
        )
        return [key_store.KeyRef.from_text(ref) for (ref,) in self.env.cr.fetchall()]

    def test_new_rule(self):
        self._anonymize()
        self.assertEqual(self.case.contact_email, "zq@case.example")
        self._rule()
        self._line_rule()
        run = self.log.resweep(self.person.ids)
        self.assertEqual(
            (run.kind, run.state, run.partner_count), ("resweep", "done", 1)
        )
        self.assertEqual(run.line_ids.partner_id, self.person)
        self.assertEqual(run.line_ids.outcome, "done")
        self.assertFalse(self.case.contact_email)
        self.assertFalse(self.case.contact_name)
        self.assertEqual(self.case.story, "Anonymized wants his parrot back")
        self.assertEqual(self.line.remark, "call Anonymized")
        self.assertFalse(self.file.exists().raw)
        self.assertEqual(self.other_case.contact_email, "zq@case.example")
        self.assertEqual(self.case.amount, 12.5)
        events = self.env["partner.anonymization.event"].search(
            [("run_id", "=", run.id)]
        )
        self.assertEqual(
            events.mapped(lambda one: (one.kind, one.outcome, one.partner_ref)),
            [("resweep", "done", self.person.id)],
        )

    def test_restored_with_the_rest(self):
        self._anonymize()
        self._rule()
        self.log.resweep(self.person.ids)
        self._line_rule()
        self.log.resweep(self.person.ids)
        self.assertEqual(len(self._refs()), 3)
        self.person.deanonymize()
        self.env.flush_all()
        after = digest(self.env.cr)
        for table in ("res_partner", "pa_fake_case", "pa_fake_case_line"):
            self.assertEqual(after[table], self.before[table], table)
        self.assertEqual(self.file.raw, b"Polly belongs to Zacharias Quillfeather")
        self.assertFalse(self._refs())

    def test_text_redacted_twice(self):
        self._rule()
        self._anonymize()
        self.case.story += ". Zacharias Quillfeather called again"
        run = self.log.resweep(self.person.ids)
        self.assertEqual(len(run.line_ids), 1)
        self.assertEqual(
            self.case.story, "Anonymized wants his parrot back. Anonymized called again"
        )
        self.person.deanonymize()
        self.assertEqual(
            self.case.story,
            "Zacharias Quillfeather wants his parrot back."
            " Zacharias Quillfeather called again",
        )

    def test_nothing_new(self):
        self._rule()
        self._anonymize()
        self.log.resweep(self.person.ids)
        self.env.flush_all()
        before = digest(self.env.cr)
        run = self.log.resweep(self.person.ids)
        self.assertFalse(run.line_ids)
        self.assertGreaterEqual(run.partner_count, 1)
        self.env.flush_all()
        self.assertDigest(before, digest(self.env.cr))

    def test_purge(self):
        self._anonymize()
        self._rule()
        self.log.resweep(self.person.ids)
        refs = self._refs()
        self.assertEqual(len(refs), 2)
        with self.allow_destroying():
            self._purge()
        self.assertFalse(self._refs())
        for ref in refs:
            with self.assertRaises(key_store.KeyMissing):
                key_store.read_key(self.env, ref)

    def allow_destroying(self):
        """Destroy the keys that a commit would destroy."""
        case = self

        class Now:
            def __enter__(self):
                case.env.cr.postcommit.clear()

            def __exit__(self, *_exc):
                with case.enter_registry_test_mode():
                    case.env.cr.postcommit.run()

        return Now()

    def test_deleted(self):
        self._anonymize()
        self._purge()
        self._rule()
        run = self.log.resweep(self.person.ids)
        self.assertEqual(run.line_ids.partner_id, self.person)
        self.assertFalse(self.case.contact_email)
        self.assertFalse(self.file.exists().raw)
        self.assertEqual(
            self.case.story, "Zacharias Quillfeather wants his parrot back"
        )
        self.assertFalse(self._refs(), "nothing is sealed")
        self.assertEqual(self.person.name, "Deleted")
        self.assertFalse(self.log.resweep(self.person.ids).line_ids)

    def test_batches_go_on_where_they_stopped(self):
        self.patch(partner_anonymization_resweep, "BATCH", 1)
        self._anonymize()
        self._anonymize(self.stranger)
        self._rule()
        run = self.log._start("resweep", None, 0)
        ids = (self.person | self.stranger).ids
        self.assertTrue(run._resweep_step(ids))
        self.assertFalse(self.case.contact_email)
        self.assertTrue(self.other_case.contact_email)
        self.assertTrue(run._resweep_step(ids))
        self.assertFalse(self.other_case.contact_email)
        self.assertFalse(run._resweep_step(ids))
        self.assertEqual(run.line_ids.partner_id, self.person | self.stranger)

    def test_queued(self):
        self._anonymize()
        self._rule()
        action = self.log.action_resweep()
        run = self.log.browse(action["res_id"])
        self.assertEqual(run.state, "queued")
        with self.enter_registry_test_mode():
            self.env.ref(
                "partner_anonymization.ir_cron_resweep"
            ).method_direct_trigger()
        self.assertEqual(run.state, "done")
        self.assertFalse(self.case.contact_email)

    def test_unusable_seal(self):
        self._anonymize()
        self._anonymize(self.stranger)
        self._rule()
        self.env.cr.execute(
            "UPDATE partner_anonymization_seal"
            " SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)"
            " WHERE partner_id = %s",
            [self.person.id],
        )
        run = self.log.resweep((self.person | self.stranger).ids)
        failed = run.line_ids.filtered(lambda line: line.outcome == "failed")
        self.assertEqual(failed.partner_id, self.person)
        self.assertEqual(failed.reason, "seal_corrupt")
        self.assertEqual(self.case.contact_email, "zq@case.example")
        self.assertFalse(self.other_case.contact_email)
        self.assertEqual((run.partner_count, run.refused_count), (1, 1))

    def test_declined_categories_stay(self):
        self._rule()
        self.person._anonymize(None, True, categories=["name", "notes"])
        self.assertEqual(self.case.contact_email, "zq@case.example")
        self.assertEqual(self.person.email, "zacharias@quillfeather.example")
        self._line_rule()
        self.log.resweep(self.person.ids)
        self.assertEqual(self.case.contact_email, "zq@case.example")
        self.assertEqual(self.person.email, "zacharias@quillfeather.example")

    def test_unlinked_records_are_found_by_the_sealed_address(self):
        visit = self.env["pa.fake.visit"].create(
            {"visitor_email": "Zacharias@Quillfeather.example", "remark": "came by"}
        )
        self._anonymize()
        self.env["partner.anonymization.rule"].create(
            {
                "name": "Fake visit",
                "model": "pa.fake.visit",
                "partner_path": "email:visitor_email",
                "field_ids": [
                    (0, 0, {"field": "visitor_email", "category": "contact"}),
                ],
            }
        )
        run = self.log.resweep(self.person.ids)
        self.assertEqual(run.line_ids.partner_id, self.person)
        self.assertFalse(visit.visitor_email)
        self.assertEqual(visit.remark, "came by")
        self.person.deanonymize()
        self.assertEqual(visit.visitor_email, "Zacharias@Quillfeather.example")

    def test_rights(self):
        clerk = self._user("clerk", "group_anonymize,group_override_retention")
        for name in ("resweep", "action_resweep"):
            with self.assertRaises(AccessError):
                getattr(self.log.with_user(clerk), name)()
