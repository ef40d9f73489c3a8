"""Models of the shape of widespread community modules; imported by tests only."""

from odoo import fields, models


class JobArguments(fields.Json):
    """Json under a type of its own, as queue_job has it."""

    type = "job_serialized"
    _column_type = ("jsonb", "jsonb")


class AuditLog(models.Model):
    _name = "auditlog.log"
    _description = "Fake audit log"

    name = fields.Char()
    model_id = fields.Many2one("ir.model", ondelete="cascade")
    model_model = fields.Char()
    res_id = fields.Integer()
    user_id = fields.Many2one("res.users")


class AuditLogLine(models.Model):
    _name = "auditlog.log.line"
    _description = "Fake audit log line"

    log_id = fields.Many2one("auditlog.log")
    field_name = fields.Char()
    old_value = fields.Text()
    new_value = fields.Text()
    old_value_text = fields.Text()
    new_value_text = fields.Text()


class QueueJob(models.Model):
    _name = "queue.job"
    _description = "Fake job"

    name = fields.Char()
    func_string = fields.Char()
    state = fields.Char()
    records = JobArguments()
    args = JobArguments()
    kwargs = JobArguments()
    result = fields.Text()
    exc_message = fields.Char()
    exc_info = fields.Text()
    identity_key = fields.Char()


class MailTrackingEmail(models.Model):
    _name = "mail.tracking.email"
    _description = "Fake tracking"

    name = fields.Char()
    partner_id = fields.Many2one("res.partner")
    recipient = fields.Char()
    recipient_address = fields.Char()
    sender = fields.Char()
    token = fields.Char()


class MailTrackingEvent(models.Model):
    _name = "mail.tracking.event"
    _description = "Fake tracking event"

    tracking_email_id = fields.Many2one("mail.tracking.email")
    recipient = fields.Char()
    recipient_address = fields.Char()
    ip = fields.Char()
    user_agent = fields.Char()
    url = fields.Char()


class TierReview(models.Model):
    _name = "tier.review"
    _description = "Fake review"

    model = fields.Char()
    res_id = fields.Many2oneReference(model_field="model")
    comment = fields.Char()


class SignRequest(models.Model):
    _name = "sign.oca.request"
    _description = "Fake sign request"

    name = fields.Char()
    filename = fields.Char()
    state = fields.Char()
    signatory_data = fields.Json()
    signer_ids = fields.One2many("sign.oca.request.signer", "request_id")


class SignSigner(models.Model):
    _name = "sign.oca.request.signer"
    _description = "Fake signer"

    request_id = fields.Many2one("sign.oca.request")
    partner_id = fields.Many2one("res.partner")
    latitude = fields.Float()
    longitude = fields.Float()


class SignLog(models.Model):
    _name = "sign.oca.request.log"
    _description = "Fake sign log"

    request_id = fields.Many2one("sign.oca.request")
    partner_id = fields.Many2one("res.partner")
    ip = fields.Char()
    access_token = fields.Char()


MODELS = (
    AuditLog,
    AuditLogLine,
    QueueJob,
    MailTrackingEmail,
    MailTrackingEvent,
    TierReview,
    SignRequest,
    SignSigner,
    SignLog,
)
