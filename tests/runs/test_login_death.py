"""What let the person in lets nobody in any more, from the moment of the run."""

from odoo.exceptions import AccessDenied
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..cases.apps import AppsCase

PASSWORD = "Blackberry-15-lane"
TABLES = ("res_users_apikeys", "auth_totp_device", "auth_passkey_key", "res_device_log")


@tagged("all_apps", "post_install", "-at_install", "-standard")
class TestLoginDeath(AppsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "zq",
            groups="base.group_portal",
            partner_id=cls.person.id,
            password=PASSWORD,
        )
        cls.order = cls.env["sale.order"].create({"partner_id": cls.person.id})
        cls.order.action_quotation_sent()
        cls.order._action_cancel()

    def _status(self, url):
        """Where a request ends: its status, and whether it was shown the login."""
        answer = self.url_open(url, allow_redirects=True)
        return answer.status_code, "/web/login" in answer.url

    def test_cookie_and_link_of_a_document(self):
        share = self.order.get_portal_url()
        signed = self.order._get_share_url(redirect=True, pid=self.person.id)
        self.env.flush_all()
        self.assertEqual(self._status(share), (200, False))
        self.assertIn(self.order.name, self.url_open(share).text)
        self.assertIn(f"/my/orders/{self.order.id}", self.url_open(signed).url)
        self.authenticate("zq", PASSWORD)
        self.assertEqual(self._status("/my/account"), (200, False))
        cookie = self.opener.cookies["session_id"]
        self.person.anonymize()
        self.env.flush_all()
        self.assertEqual(self.opener.cookies["session_id"], cookie)
        self.assertEqual(self._status("/my/account"), (200, True))
        self.logout(keep_db=True)
        for url in (share, signed):
            answer = self.url_open(url)
            self.assertNotIn(self.order.name, answer.text)
            self.assertNotIn(f"/my/orders/{self.order.id}", answer.url)

    def test_password_and_reset_link(self):
        self.person.signup_prepare(signup_type="reset")
        token = self.person._generate_signup_token()
        find = self.env["res.partner"].sudo()._get_partner_from_token
        self.assertEqual(find(token), self.person)
        self.person.anonymize()
        self.env.flush_all()
        for login in ("zq", f"anonymized-{self.user.id}"):
            credential = {"login": login, "password": PASSWORD, "type": "password"}
            with self.assertRaises(AccessDenied), mute_logger("odoo.addons.base"):
                self.env["res.users"].authenticate(credential, {"interactive": True})
        self.assertFalse(find(token))

    def test_keys_devices_and_ids(self):
        keys = self.env["res.users.apikeys"].with_user(self.user).sudo()
        key = keys._generate("rpc", "Robot", None)
        check = self.env["res.users.apikeys"]._check_credentials
        self.assertEqual(check(scope="rpc", key=key), self.user.id)
        self._set(
            self.user,
            totp_secret="ABCDEFGH",
            oauth_uid="oauth-zq",
            oauth_access_token="t",
        )
        self.env.cr.execute(
            "INSERT INTO auth_passkey_key (name, credential_identifier, public_key,"
            " sign_count, create_uid) VALUES ('Phone', 'credential', 'public', 0, %s)",
            [self.user.id],
        )
        self.env["auth_totp.device"].with_user(self.user).sudo()._generate(
            "browser", "Laptop", None
        )
        self.env.flush_all()
        self.person.anonymize()
        self.assertFalse(check(scope="rpc", key=key))
        names = ("password", "totp_secret", "oauth_uid", "oauth_access_token", "active")
        self.assertEqual(self._row(self.user, *names), (None, None, None, None, False))
        left = {}
        for table in TABLES:
            column = "create_uid" if table == "auth_passkey_key" else "user_id"
            query = SQL(
                "SELECT count(*) FROM %s WHERE %s = %s",
                SQL.identifier(table),
                SQL.identifier(column),
                self.user.id,
            )
            left[table] = self.env.execute_query(query)[0][0]
        self.assertEqual(left, dict.fromkeys(TABLES, 0))
