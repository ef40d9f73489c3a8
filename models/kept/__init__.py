"""Files and debtors that the law keeps, and missing PDFs."""

from . import (
    ir_attachment_messages,
    ir_attachment,
    partner_anonymization_rights,
    ir_rule,
    base,
    base_fields,
    ir_actions_report,
    account_move_print,
    account_move,
    account_move_send,
    account_move_pdf,
    partner_anonymization_pdf,
    partner_anonymization_pdf_task,
    ir_attachment_pdf,
    res_partner_pdf,
)
