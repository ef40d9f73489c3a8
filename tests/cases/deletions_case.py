"""A base case for what is gone when somebody comes back."""

from odoo import Command

from .fakes import FakeModelsCase


class AfterDeletionsCase(FakeModelsCase):
    """A contact in a club that goes again."""

    @classmethod
    def _fake_models(cls):
        from . import fake_models as fake

        return (*super()._fake_models(), fake.FakeClub, fake.FakeMember)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].browse(cls.person.id)
        cls.club = cls.env["pa.fake.club"].create({"name": "Ravens"})
        cls.other_club = cls.env["pa.fake.club"].create({"name": "Owls"})
        cls.second = cls.env["res.company"].create({"name": "Second"})
        cls.person.write(
            {
                "pa_fake_club_ids": [Command.set((cls.club | cls.other_club).ids)],
                "pa_fake_home_id": cls.club.id,
                "pa_fake_homes_id": cls.club.id,
                "pa_fake_club": f"pa.fake.club,{cls.club.id}",
                "pa_fake_rank": "high",
                "pa_fake_motto": "Feathers \\ first\n\t{x}",
                "pa_fake_number": "31-41",
            }
        )
        cls.person.with_company(cls.second).pa_fake_homes_id = cls.other_club
        cls.env.flush_all()

    def _anonymize(self):
        self.person.anonymize()
        self.env.flush_all()

    def _restore(self):
        """What de-anonymizing could not bring back: ``{(model, field, id, code)}``"""
        self.env.flush_all()
        run = self.person.deanonymize()
        self.env.flush_all()
        self.env.invalidate_all()
        lost = run.line_ids.kept_ids.filtered(lambda one: one.status == "lost")
        self.assertFalse(self.person.anonymization_state)
        return {(one.model, one.field, one.res_id, one.code) for one in lost}

    def _row(self, *skip):
        """The person's row as text."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT to_jsonb(p) - %s::text[] FROM res_partner p WHERE id = %s",
            [["signup_type", *skip], self.person.id],
        )
        return self.env.cr.fetchone()[0]

    def _own(self, *pairs):
        return {("res.partner", name, self.person.id, code) for name, code in pairs}

    def _table(self, sql, *params):
        self.env.flush_all()
        self.env.cr.execute(sql, params)
        self.env.invalidate_all()
