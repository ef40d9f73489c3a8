"""The shipped rules for widespread community modules: logs, jobs, tracking, signing."""

from odoo.tests import tagged

from ..cases.fakes import FakeAppsCase


@tagged("post_install", "-at_install")
class TestNeighbourMaps(FakeAppsCase):
    @classmethod
    def _fake_models(cls):
        from ..cases import neighbour_models as neighbours

        return neighbours.MODELS

    def _again(self, *records):
        self.env.flush_all()
        for record in records:
            record.invalidate_recordset()

    def _log(self, record, old, new):
        log = self.env["auditlog.log"].create(
            {
                "name": record.display_name,
                "model_id": self.env["ir.model"]._get(record._name).id,
                "model_model": record._name,
                "res_id": record.id,
            }
        )
        values = {"old_value": old, "new_value": new}
        values.update(old_value_text=old, new_value_text=new)
        line = self.env["auditlog.log.line"].create({"log_id": log.id, **values})
        return log, line

    def test_audit_log(self):
        log, line = self._log(self.person, "Kryptonym 7", "zacharias@old.example")
        move = self.env["account.move"].create({"partner_id": self.person.id})
        move.button_cancel()
        about, about_line = self._log(move, "for Zacharias Quillfeather", "none")
        log2, line2 = self._log(self.other, "Kryptonym 7", "zacharias@old.example")
        run = self.person.anonymize()
        self._again(log, line, about, about_line, log2, line2)
        self.assertFalse(log.name)
        for name in ("old_value", "new_value", "old_value_text", "new_value_text"):
            self.assertFalse(line[name], name)
        self.assertEqual(about_line.old_value, "for Anonymized")
        self.assertEqual(about_line.new_value, "none")
        self.assertEqual(line2.old_value, "Kryptonym 7")
        traces = self._prove(run.line_ids)
        self.assertEqual(run.line_ids.proof_state, "proved", traces)
        self.person.deanonymize()
        self._again(log, line, about_line)
        self.assertEqual(log.name, "Zacharias Quillfeather")
        self.assertEqual(line.old_value, "Kryptonym 7")
        self.assertEqual(about_line.old_value, "for Zacharias Quillfeather")

    def _job(self, state, **values):
        return self.env["queue.job"].create({"state": state, **values})

    def _recordset(self, partner):
        return {
            "_type": "odoo_recordset",
            "model": "res.partner",
            "ids": partner.ids,
            "uid": 1,
        }

    def test_jobs(self):
        done = self._job(
            "done",
            records=self._recordset(self.person),
            args=[["Zacharias Quillfeather", 5]],
            exc_info="Traceback: Zacharias Quillfeather",
        )
        waiting = self._job(
            "pending",
            records=self._recordset(self.other),
            kwargs={"who": [self._recordset(self.other + self.person)]},
        )
        by_words = self._job("pending", kwargs={"to": "zacharias@quillfeather.example"})
        others = self._job("pending", records=self._recordset(self.other), args=["x"])
        run = self.person.anonymize()
        self._again(done, waiting, by_words, others)
        self.assertEqual(done.args, [["Anonymized", 5]])
        self.assertEqual(done.exc_info, "Traceback: Anonymized")
        self.assertEqual(done.records["ids"], self.person.ids)
        self.assertEqual(by_words.kwargs, {"to": "Anonymized"})
        told = self.env["partner.anonymization.kept"].search(
            [("line_id", "in", run.line_ids.ids), ("model", "=", "queue.job")]
        )
        self.assertEqual(set(told.mapped("res_id")), {waiting.id, by_words.id})
        self.assertEqual(set(told.mapped("status")), {"declined"})
        self.assertEqual(others.args, ["x"])
        self.person.deanonymize()
        self._again(done, by_words)
        self.assertEqual(done.args, [["Zacharias Quillfeather", 5]])
        self.assertEqual(by_words.kwargs, {"to": "zacharias@quillfeather.example"})

    def test_jobs_take_constant_statements(self):
        warm = self.env["res.partner"].create({"name": "Cordula Conrad"})
        (self.person + warm).anonymize()
        jobs = [
            self._job("pending", kwargs={"to": f"x{i}@y.example"}) for i in range(9)
        ]
        more = [{"name": "Aurelia Abt"}, {"name": "Berthold Bauer"}]
        first, second = self.env["res.partner"].create(more)
        self.env.flush_all()
        counts = []
        for partner in (first, second):
            before = self.env.cr.sql_log_count
            partner.anonymize()
            counts.append(self.env.cr.sql_log_count - before)
            jobs += [self._job("done", kwargs={"to": "z"}) for _i in range(9)]
            self.env.flush_all()
        self.assertLess(counts[1], counts[0] + 3, "nothing is done job by job")

    def test_tracked_mail(self):
        values = {"recipient": "Zack <zacharias@quillfeather.example>"}
        values["recipient_address"] = "zacharias@quillfeather.example"
        linked, unlinked = self.env["mail.tracking.email"].create(
            [{**values, "partner_id": self.person.id, "token": "t"}, values]
        )
        event = self.env["mail.tracking.event"].create(
            {
                "tracking_email_id": linked.id,
                **values,
                "ip": "192.0.2.77",
                "user_agent": "Netscape 4.7",
            }
        )
        other = self.env["mail.tracking.event"].create(
            {"recipient_address": "olga@octavius.example", "ip": "192.0.2.77"}
        )
        self.person.anonymize()
        self._again(linked, unlinked, event, other)
        for record in (linked, unlinked, event):
            self.assertFalse(record.recipient)
            self.assertFalse(record.recipient_address)
        self.assertFalse(event.ip)
        self.assertFalse(event.user_agent)
        self.assertFalse(linked.token)
        self.assertEqual(other.ip, "192.0.2.77")
        self.person.deanonymize()
        self._again(linked, event)
        self.assertEqual(event.ip, "192.0.2.77")
        self.assertEqual(linked.recipient_address, "zacharias@quillfeather.example")

    def test_reviews(self):
        review = self.env["tier.review"].create(
            {
                "model": "res.partner",
                "res_id": self.person.id,
                "comment": "Zacharias Quillfeather is fine",
            }
        )
        self.person.anonymize()
        self._again(review)
        self.assertEqual(review.comment, "Anonymized is fine")

    def test_sign_requests(self):
        request = self.env["sign.oca.request"].create(
            {
                "name": "Contract of Zacharias Quillfeather",
                "state": "0_sent",
                "signatory_data": {"1": {"value": "Zacharias Quillfeather"}},
            }
        )
        signer = self.env["sign.oca.request.signer"].create(
            {"request_id": request.id, "partner_id": self.person.id, "latitude": 56.1}
        )
        log = self.env["sign.oca.request.log"].create(
            {"request_id": request.id, "partner_id": self.person.id, "ip": "192.0.2.8"}
        )
        self.assertIn("open_document", self._codes(self.person))
        request.state = "2_signed"
        self.person.anonymize("Ticket 4711", override_retention=True)
        self._again(request, signer, log)
        self.assertEqual(request.name, "Contract of Anonymized")
        self.assertEqual(request.signatory_data, {"1": {"value": "Anonymized"}})
        self.assertFalse(signer.latitude)
        self.assertFalse(log.ip)
