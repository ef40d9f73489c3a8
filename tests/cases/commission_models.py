"""Models of the shape of the community's commission apps; imported by tests only."""

from odoo import fields, models


class Settlement(models.Model):
    _name = "commission.settlement"
    _description = "Fake settlement"

    name = fields.Char()
    agent_id = fields.Many2one("res.partner")
    date_to = fields.Date()
    state = fields.Char()


class SettlementLine(models.Model):
    _name = "commission.settlement.line"
    _description = "Fake line of a settlement"

    agent_id = fields.Many2one("res.partner")


class InvoiceAgent(models.Model):
    _name = "account.invoice.line.agent"
    _description = "Fake commission on an invoice"

    agent_id = fields.Many2one("res.partner")
    invoice_id = fields.Many2one("account.move")
    settled = fields.Boolean()


MODELS = (Settlement, SettlementLine, InvoiceAgent)


class OrderAgent(models.Model):
    _name = "sale.order.line.agent"
    _description = "Fake commission on an order"

    agent_id = fields.Many2one("res.partner")
    object_id = fields.Many2one("sale.order.line")
