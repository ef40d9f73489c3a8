"""The visitor: pages, a wish list, a cart, a chat, a login, posts."""

from odoo import Command, fields

from ..common import PIXEL
from .scenario import VISITOR, ScenarioCase, sentence


class WebSteps(ScenarioCase):
    """From the first page to the comments of somebody with a login."""

    @classmethod
    def browse_shop(cls):
        """Pages, a wish, a cart, and an address for it."""
        # An app's code can be imported only where the app is installed.
        from odoo.addons.website_sale.controllers.cart import Cart  # noqa: PLC0415
        from odoo.addons.website_sale.controllers.main import (  # noqa: PLC0415
            WebsiteSale,
        )
        from odoo.addons.website_sale_wishlist.controllers.main import (  # noqa: PLC0415
            WebsiteSaleWishlist,
        )

        with cls.visit() as request:
            cls.visitor = cls.click(
                request.env["website.visitor"],
                "_get_visitor_from_request",
                force_create=True,
                force_track_values={"url": f"/shop?search={VISITOR['email']}"},
            ).sudo()
            cls.click_page(WebsiteSaleWishlist(), "add_to_wishlist", cls.product.id)
            cls.click_page(
                Cart(), "add_to_cart", cls.product.product_tmpl_id.id, cls.product.id
            )
            cls.click_page(
                WebsiteSale(),
                "shop_address_submit",
                address_type="billing",
                use_delivery_as_billing="true",
                name=VISITOR["name"],
                email=VISITOR["email"],
                phone=VISITOR["phone"],
                street=VISITOR["street"],
                city="Aarhus",
                zip="8000",
                country_id=str(cls.env.ref(VISITOR["country"]).id),
            )
            cls.cart = request.cart.sudo().with_env(cls.env)
        cls.shopper = cls.cart.partner_id
        cls.shopper.write({key: VISITOR[key] for key in ("vat", "ref")})
        cls.bank_account(VISITOR, cls.shopper)
        cls.cart.note = f"<p>{sentence(VISITOR)}</p>"
        cls.say(VISITOR, cls.cart)

    @classmethod
    def chat(cls):
        """A guest asks in the chat, and rates the answer."""
        livechat = cls.make(
            "im_livechat.channel",
            name="Mill chat",
            user_ids=[Command.set(cls.env.user.ids)],
        )
        guest = cls.make("mail.guest", name=VISITOR["name"])
        channel = cls.make(
            "discuss.channel",
            name=f"{VISITOR['name']}, Operator",
            channel_type="livechat",
            livechat_channel_id=livechat.id,
            livechat_operator_id=cls.env.user.partner_id.id,
            livechat_visitor_id=cls.visitor.id,
            channel_member_ids=[
                Command.create({"partner_id": cls.env.user.partner_id.id}),
                Command.create({"guest_id": guest.id}),
                Command.create({"partner_id": cls.shopper.id}),
            ],
        )
        cls.click(
            channel,
            "message_post",
            body=sentence(VISITOR),
            author_id=cls.shopper.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.click(channel, "_close_livechat_session")
        cls.click(
            channel,
            "rating_apply",
            5,
            token=channel._rating_get_access_token(partner=cls.shopper),
            feedback=f"Greetings, {VISITOR['name']}",
        )

    @classmethod
    def talk_in_group(cls):
        """A chat channel and a group by e-mail that others read as well."""
        members = cls.shopper | cls.friend | cls.env.user.partner_id
        cls.channel = cls.make(
            "discuss.channel", name="Millers", channel_type="channel"
        )
        cls.click(cls.channel, "add_members", partner_ids=members.ids)
        cls.say(VISITOR, cls.channel)
        cls.channel.message_post(
            body="I grind rye",
            author_id=cls.friend.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        group = cls.make("mail.group", name="Mill friends", access_mode="public")
        cls.click(group, "_join_group", VISITOR["email"], cls.shopper.id)
        cls.click(
            group,
            "message_post",
            body=f"<p>{sentence(VISITOR)}</p>",
            subject=f"From {VISITOR['name']}",
            email_from=f'"{VISITOR["name"]}" <{VISITOR["email"]}>',
            author_id=cls.shopper.id,
        )

    @classmethod
    def sign_up(cls):
        """A login of one's own."""
        cls.click(cls.shopper, "signup_prepare")
        cls.click(
            cls.env["res.users"],
            "signup",
            {
                "login": VISITOR["email"],
                "name": VISITOR["name"],
                "password": "Gr1st-mill-stone",
            },
            cls.shopper._generate_signup_token(),
        )
        cls.shopper_login = cls.shopper.user_ids

    @classmethod
    def take_part(cls):
        """A question in the forum, a course, a comment on a blog."""
        user = cls.shopper_login
        user.karma = 3000
        forum = cls.env["forum.forum"].search([], limit=1)
        post = cls.make_as(
            user,
            "forum.post",
            name=f"How does {VISITOR['name']} grind?",
            content=f"<p>{sentence(VISITOR)}</p>",
            forum_id=forum.id,
        )
        cls.say(VISITOR, post)
        course = cls.make(
            "slide.channel", name="Grinding", enroll="public", is_published=True
        )
        cls.click(course, "_action_add_members", cls.shopper)
        cls.say(VISITOR, course, author_id=cls.shopper.id, rating_value=4)
        blog = cls.env["blog.post"].search([], limit=1)
        cls.click(
            blog,
            "message_post",
            body=sentence(VISITOR),
            author_id=cls.shopper.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.make_as(
            user,
            "ir.filters",
            name=f"Mine ({VISITOR['name']})",
            model_id="forum.post",
            domain=f"[('name', 'ilike', '{VISITOR['name']}')]",
            user_ids=[Command.set(user.ids)],
        )

    @classmethod
    def make_as(cls, user, model, **values):
        return cls.env(user=user)[model].sudo().create(values).with_env(cls.env)

    @classmethod
    def look_up(cls):
        """Who asks what is stored, and what is old."""
        wizard = cls.make(
            "privacy.lookup.wizard", name=VISITOR["name"], email=VISITOR["email"]
        )
        cls.click(wizard, "action_lookup")
        rule = cls.make(
            "data_recycle.model",
            name="Old contacts",
            res_model_id=cls.env["ir.model"]._get_id("res.partner"),
            domain=f"[('email', '=', '{VISITOR['email']}')]",
            recycle_mode="manual",
            recycle_action="archive",
        )
        cls.click(rule, "action_recycle_records")
        cls.click(rule.recycle_record_ids, "action_discard")

    @classmethod
    def merge(cls):
        """The same person a second time."""
        twin = cls.make(
            "res.partner",
            name=VISITOR["name"],
            email=VISITOR["email"],
            comment=sentence(VISITOR),
            image_1920=PIXEL,
        )
        cls.say(VISITOR, twin)
        wizard = cls.make(
            "base.partner.merge.automatic.wizard",
            partner_ids=[Command.set((cls.shopper | twin).ids)],
            dst_partner_id=cls.shopper.id,
            state="selection",
        )
        cls.click(wizard, "action_merge")

    @classmethod
    def forget_cart(cls):
        """A cart that nobody pays for."""
        cls.cart.date_order = fields.Datetime.now()
        cls.click(cls.cart, "action_cancel")
