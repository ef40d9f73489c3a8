"""The customer: offers, orders, deliveries, invoices and payments."""

from datetime import timedelta

from odoo import Command, fields

from ..common import PIXEL
from .scenario import CUSTOMER, FORMER, ScenarioCase, sentence


class SalesSteps(ScenarioCase):
    """Everything that is sold to the customer, and what follows."""

    @classmethod
    def meet_customer(cls):
        """A contact that moves, marries, and gets a login."""
        name, email, street = FORMER
        cls.customer = cls.card(CUSTOMER, image_1920=PIXEL)
        cls.customer.write({"name": name, "email": email, "street": street})
        cls.env.flush_all()
        cls.flush_tracking()
        now = {key: CUSTOMER[key] for key in ("name", "email", "street")}
        cls.click(cls.customer, "write", now)
        cls.flush_tracking()
        cls.bank_account(CUSTOMER, cls.customer)
        cls.say(CUSTOMER, cls.customer)
        cls.plan(CUSTOMER, cls.customer)
        cls.mail_in(
            CUSTOMER, "res.partner", "info@company.example", "Letter", cls.customer
        )
        dialog = cls.env["portal.wizard"].with_context(
            active_ids=cls.customer.ids, default_partner_ids=cls.customer.ids
        )
        cls.click(dialog.create({}).user_ids, "action_grant_access")

    @classmethod
    def flush_tracking(cls):
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    @classmethod
    def sell(cls):
        """From the offer to the delivery and back."""
        order = cls.order = cls.make(
            "sale.order",
            partner_id=cls.customer.id,
            client_order_ref=f"{CUSTOMER['name']} 12",
            note=f"<p>{sentence(CUSTOMER)}</p>",
            pricelist_id=cls.make("product.pricelist", name="Millers").id,
            require_signature=True,
            require_payment=False,
            order_line=[
                Command.create(
                    {
                        "product_id": cls.product.id,
                        "product_uom_qty": 2,
                        "name": f"Millstone for {CUSTOMER['name']}",
                    }
                )
            ],
        )
        action = cls.click(order, "action_quotation_send")
        cls.dialog(action, "action_send_mail")
        cls.sign(order)
        cls.say(CUSTOMER, order, partner_ids=cls.customer.ids)
        cls.click(order.picking_ids.move_ids, "write", {"quantity": 2, "picked": True})
        order.picking_ids.note = f"<p>{sentence(CUSTOMER)}</p>"
        cls.click(order.picking_ids, "button_validate")
        cls.click(order, "action_lock")
        cls.take_back(order)

    @classmethod
    def sign(cls, order):
        """Sign on the customer's page, as nobody who is logged in."""
        # Importing an app's code is possible only where the app is installed.
        from odoo.addons.sale.controllers.portal import CustomerPortal  # noqa: PLC0415

        with cls.visit():
            cls.click_page(
                CustomerPortal(),
                "portal_quote_accept",
                order.id,
                access_token=order._portal_ensure_token(),
                name=CUSTOMER["name"],
                signature=PIXEL,
            )
        order.invalidate_recordset()
        assert order.state == "sale", order.state

    @classmethod
    def take_back(cls, order):
        """One of two stones comes back."""
        picking = order.picking_ids
        dialog = (
            cls.env["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        dialog.product_return_moves.write({"quantity": 1, "to_refund": True})
        action = cls.click(dialog, "action_create_returns")
        back = cls.env["stock.picking"].browse(action["res_id"])
        back.move_ids.write({"quantity": 1, "picked": True})
        cls.click(back, "button_validate")

    @classmethod
    def invoice(cls):
        """Invoice, send, pay, refund."""
        cls.wizard(
            "sale.advance.payment.inv",
            cls.order,
            "create_invoices",
            advance_payment_method="delivered",
        )
        move = cls.move = cls.order.invoice_ids
        move.ref = f"{CUSTOMER['name']} 12"
        move.narration = f"<p>{sentence(CUSTOMER)}</p>"
        cls.click(move, "action_post")
        cls.say(CUSTOMER, move)
        action = cls.click(move, "action_send_and_print")
        cls.dialog(action, "action_send_and_print", sending_methods=["email"])
        cls.pay(move)
        wrong = move.copy({"invoice_date": fields.Date.today()})
        cls.click(wrong, "action_post")
        reason = f"{CUSTOMER['name']} paid twice"
        cls.wizard(
            "account.move.reversal",
            wrong,
            "modify_moves",
            reason=reason,
            journal_id=wrong.journal_id.id,
        )
        drafts = cls.env["account.move"].search(
            [("partner_id", "=", cls.customer.id), ("state", "=", "draft")]
        )
        cls.click(drafts, "button_cancel")

    @classmethod
    def pay(cls, move):
        """Register a payment and have it confirmed."""
        cls.wizard(
            "account.payment.register",
            move,
            "action_create_payments",
            communication=f"From {move.partner_id.name}",
        )
        payments = cls.env["account.payment"].search(
            [("partner_id", "=", move.partner_id.id), ("state", "=", "in_process")]
        )
        cls.click(payments, "action_validate")

    @classmethod
    def pay_online(cls):
        """A saved card, and a payment through the bank's page."""
        provider = cls.env.ref("payment.payment_provider_demo")
        provider.write({"state": "test", "is_published": True})
        method = provider.payment_method_ids[:1]
        token = cls.make(
            "payment.token",
            provider_id=provider.id,
            payment_method_id=method.id,
            partner_id=cls.customer.id,
            provider_ref=CUSTOMER["email"],
            payment_details=CUSTOMER["name"],
        )
        cls.transaction = cls.make(
            "payment.transaction",
            provider_id=provider.id,
            payment_method_id=method.id,
            token_id=token.id,
            reference="MILL-1-2",
            amount=10,
            currency_id=cls.env.company.currency_id.id,
            partner_id=cls.customer.id,
            operation="online_token",
        )
        cls.click(cls.transaction, "_set_canceled", sentence(CUSTOMER))

    @classmethod
    def sell_in_shop(cls):
        """Over the counter, with the customer's card."""
        config = cls.make("pos.config", name="Mill shop")
        cls.click(config, "open_ui")
        session = config.current_session_id
        cls.click(session, "set_opening_control", 0, sentence(CUSTOMER))
        cash = config.payment_method_ids.filtered("is_cash_count")[:1]
        line = {
            "product_id": cls.product.id,
            "qty": 1,
            "price_unit": 120,
            "price_subtotal": 120,
            "price_subtotal_incl": 120,
            "tax_ids": [],
            "customer_note": sentence(CUSTOMER),
            "full_product_name": "Millstone",
        }
        payment = {"amount": 120, "payment_method_id": cash.id}
        cls.click(
            cls.env["pos.order"],
            "sync_from_ui",
            [
                {
                    "amount_paid": 120,
                    "amount_return": 0,
                    "amount_tax": 0,
                    "amount_total": 120,
                    "date_order": fields.Datetime.to_string(fields.Datetime.now()),
                    "fiscal_position_id": False,
                    "pricelist_id": config.pricelist_id.id,
                    "lines": [Command.create(line)],
                    "partner_id": cls.customer.id,
                    "session_id": session.id,
                    "payment_ids": [Command.create(payment)],
                    "uuid": "5f6d1a58-7a6e-4d0e-9c52-millstone0001",
                    "user_id": cls.env.uid,
                    "email": CUSTOMER["email"],
                    "mobile": CUSTOMER["phone"],
                    "general_customer_note": sentence(CUSTOMER),
                    "state": "paid",
                }
            ],
        )
        session.post_closing_cash_details(120)
        cls.click(session, "close_session_from_ui")

    @classmethod
    def reward(cls):
        """A gift card, spent to the last cent."""
        program = cls.make("loyalty.program", name="Grist", program_type="gift_card")
        wizard = {"program_id": program.id, "mode": "selected", "points_granted": 5}
        cls.wizard(
            "loyalty.generate.wizard",
            program,
            "generate_coupons",
            customer_ids=[Command.set(cls.customer.ids)],
            description=f"Gift for {CUSTOMER['name']}",
            **wizard,
        )
        card = program.coupon_ids
        cls.wizard(
            "loyalty.card.update.balance",
            card,
            "action_update_card_point",
            card_id=card.id,
            new_balance=0,
            description=f"Spent by {CUSTOMER['name']}",
        )

    @classmethod
    def repair(cls):
        """A stone that broke."""
        order = cls.make(
            "repair.order",
            partner_id=cls.customer.id,
            product_id=cls.product.id,
            internal_notes=f"<p>{sentence(CUSTOMER)}</p>",
        )
        cls.click(order, "action_validate")
        cls.click(order, "action_repair_start")
        cls.click(order, "action_repair_end")
        cls.say(CUSTOMER, order)
        cls.plan(CUSTOMER, order)

    @classmethod
    def quote_for_nothing(cls):
        """An offer that the customer does not take."""
        order = cls.order.copy({"validity_date": fields.Date.today() - timedelta(1)})
        cls.click(order, "action_quotation_sent")
        cls.click(order, "action_cancel")

    @classmethod
    def lapse(cls):
        """The points that the shop and the orders have given lapse."""
        cards = cls.env["loyalty.card"].search([("partner_id", "=", cls.customer.id)])
        cls.click(cards, "action_archive")
