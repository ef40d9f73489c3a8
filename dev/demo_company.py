"""Arranges the demo, in Odoo's shell: a Danish company with the legal periods of its
country, and users with each right. Doing it again changes nothing."""

RIGHTS = {
    "officer": ("Olga Officer", "group_manager"),
    "clerk": ("Clara Clerk", "group_anonymize,group_override_retention"),
    "bystander": ("Bent Bystander", ""),
}
EVERYBODY = "base.group_user,base.group_partner_manager,account.group_account_invoice"
# Besides: the officer takes the log along.
ODOOS = {"officer": ("base.group_allow_export",)}


def arrange_company(env):
    """A company in Denmark that follows its law; its chart of accounts stays."""
    company = env.ref("base.main_company")
    company.write(
        {
            "name": "Havehuset ApS",
            "street": "Vestergade 12",
            "street2": False,
            "zip": "8000",
            "city": "Aarhus",
            "state_id": False,
            "country_id": env.ref("base.dk").id,
        }
    )
    if not company.anonymization_period_ids:
        wizard = env["partner.anonymization.use.presets"].create(
            {"company_id": company.id, "own_years": True}
        )
        wizard.action_use()
    return company


def arrange_users(env, company):
    """A user for each right, whose password is the login."""
    for login, (name, groups) in RIGHTS.items():
        users = env["res.users"].with_context(no_reset_password=True)
        if users.search_count([("login", "=", login)]):
            continue
        names = [f"partner_anonymization.{one}" for one in groups.split(",") if one]
        names += [*EVERYBODY.split(","), *ODOOS.get(login, ())]
        wanted = [env.ref(one).id for one in names]
        users.create(
            {
                "name": name,
                "login": login,
                "password": login,
                "email": f"{login}@havehuset.example",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
                "group_ids": [(6, 0, wanted)],
            }
        )


def arrange_worklist(env):
    """Who is due, and what is not mapped, are known from the first look on."""
    env["partner.anonymization.candidate"].sudo()._cron_refresh()
    env["partner.anonymization.unmapped"].sudo()._refresh()


def prove(env):
    """The first proof, so that it is there to be looked at."""
    lines = env["partner.anonymization.line"].search([])
    sealed = lines.filtered("is_sealed")
    if sealed:
        sealed.action_prove()


env = env(user=2, su=False)  # noqa: F821
arrange_users(env, arrange_company(env))
env.cr.commit()
arrange_worklist(env)
prove(env)
env.cr.commit()
print("ARRANGED")
