"""Files that the law keeps of anonymized partners: readable by accounting only."""

import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from ...engine.vault import KeyStoreError, document_seal

FLAG = "anonymization_kept_line_id"
# A domain on one of these fields names the file, so that it tells nothing new.
NAMING = {"id", "res_id", FLAG}
# A domain on these fields tells neither what is in a file nor what it is called.
STRUCTURAL = NAMING | {"res_model", "res_field", "type", "company_id", "active"}
READERS = (
    "account.group_account_readonly",
    "account.group_account_invoice",
    "partner_anonymization.group_manager",
)
_OURS = re.compile(r"\banonymization_\w+")
READER_GROUPS = ",".join(READERS)
# Said without the field, which most users may not ask for.
NOT_KEPT = Domain.custom(
    to_sql=lambda _model, alias, _query: SQL("%s IS NULL", SQL.identifier(alias, FLAG)),
    predicate=lambda file: not file.sudo()[FLAG],
)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    anonymization_kept_line_id = fields.Many2one(
        "partner.anonymization.line",
        string="Kept for Accounting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=READER_GROUPS,
        help="The file belongs to an anonymized partner and waits for the end of its "
        "legal retention.",
    )

    anonymization_kept_name = fields.Char(
        string="Original Name",
        compute="_compute_anonymization_kept_name",
        compute_sudo=False,
        groups=READER_GROUPS,
        help="What the file was called before its partner was anonymized; it is sealed "
        "and readable for accounting while the file is kept.",
    )

    @api.depends(FLAG)
    @api.depends_context("uid")
    def _compute_anonymization_kept_name(self):
        holders = self.sudo()[FLAG]
        names = {}
        if holders and self.env["partner.anonymization"]._may_read_kept():
            names = _original_names(holders)
        for file in self:
            file.anonymization_kept_name = names.get(file._origin.id)

    def _anonymization_kept(self):
        """Those among these files that only accounting may read."""
        domain = [("id", "in", self.ids), (FLAG, "!=", False)]
        return self.browse(self.sudo().search(domain).ids)

    def _anonymization_check_kept(self):
        """:raise AccessError: one of these is kept, and the user may not read it"""
        if self._anonymization_kept():
            self.env["partner.anonymization"]._check_may_read_kept()

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        bypass_access=False,
        **options,
    ):
        """Kept files are found by nobody else, and by accounting only where the domain
        says which record they belong to. By way of other records, or of code that looks
        as superuser, nobody else finds them by what they are called."""
        domain = Domain(domain)
        asked = {one.field_expr for one in domain.iter_conditions()}
        log = self.env["partner.anonymization"]
        if not (self.env.su or bypass_access):
            self._anonymization_check_asked(asked | set(_OURS.findall(order or "")))
        if self.env.su or bypass_access:
            if asked - STRUCTURAL and not log._may_read_kept():
                domain &= NOT_KEPT
        elif not (asked & NAMING and log._may_read_kept()):
            domain &= NOT_KEPT
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **options
        )

    @api.model
    def _anonymization_check_asked(self, names):
        """Odoo asks no right on fields by which files are searched: it looks at all of
        them as superuser before it leaves out those that are none of the user's."""
        for name in names:
            field = self._fields.get(name.partition(".")[0])
            if field and field.name.startswith("anonymization_"):
                self._check_field_access(field, "read")

    @api.model
    def default_get(self, fields):
        """The mark is set by anonymizing only, not by a default of a context."""
        return super().default_get([name for name in fields if name != FLAG])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._anonymization_refuse_mark(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._anonymization_refuse_mark(vals)
        return super().write(vals)

    def _anonymization_refuse_mark(self, vals):
        if vals.get(FLAG) or (FLAG in vals and self._anonymization_kept()):
            raise AccessError(
                self.env._(
                    "Whether the law keeps a file is noted by anonymizing and "
                    "de-anonymizing only."
                )
            )

    def _check_access(self, operation):
        """Nobody changes a kept file; it is read by accounting only."""
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        log = self.env["partner.anonymization"]
        if result and operation == "read":
            result = self._anonymization_opened(*result)
        if operation == "create" or (operation == "read" and log._may_read_kept()):
            return result
        kept = self._anonymization_kept()
        if not kept:
            return result
        everything = kept | result[0] if result else kept
        return everything, lambda: kept._anonymization_error(operation)

    def _anonymization_opened(self, forbidden, error):
        """What is still forbidden: who manages anonymization reads kept files of
        documents that no rule of records closes, also without working with these.

        :return: as ``_check_access``
        """
        if not self.env.user.has_group("partner_anonymization.group_manager"):
            return forbidden, error
        opened = self.browse()
        for model, files in (
            forbidden._anonymization_kept().sudo().grouped("res_model").items()
        ):
            ids = self._anonymization_ruled(model, files.mapped("res_id"))
            opened += self.browse([file.id for file in files if file.res_id in ids])
        still = forbidden - opened
        return (still, error) if still else None

    def _anonymization_ruled(self, model, ids):
        """Those ids of documents that the rules of records do not close."""
        if model not in self.env:
            return set()
        domain = self.env["ir.rule"].sudo(False)._compute_domain(model, "read")
        records = self.sudo().env[model].browse(ids).exists()
        return set(records.filtered_domain(domain).ids)

    def _anonymization_error(self, operation):
        if operation == "read":
            return self.env["partner.anonymization"]._kept_error()
        return AccessError(
            self.env._(
                "This file belongs to an anonymized partner and is kept by law as it "
                "is. It is removed by itself when its retention has ended."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        """Refuse to delete kept files, also to the author of a message, whose files
        Odoo deletes as superuser."""
        if kept := self._anonymization_kept():
            raise UserError(kept._anonymization_error("unlink").args[0])

    def _to_http_stream(self):
        """Tokens and public files do not go past the right to read kept ones."""
        self._anonymization_check_kept()
        return super()._to_http_stream()

    def _to_store_defaults(self, target):
        """The chatter lists files of messages; their names may name the person."""
        return [
            *super()._to_store_defaults(target),
            Store.Attr("name", lambda file: file._anonymization_shown_name()),
            # The client makes a picture of a PDF that has none; nobody can write one.
            Store.Attr(
                "has_thumbnail",
                lambda file: file.has_thumbnail or bool(file.sudo()[FLAG]),
            ),
        ]

    def _anonymization_shown_name(self):
        hidden = self._anonymization_hidden()
        return self._anonymization_hidden_name() if hidden else self.name

    @api.depends(FLAG)
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        """Hide the names of kept files: records read the names of files that they point
        to as superuser."""
        result = super()._compute_display_name()
        for file in self._anonymization_hidden():
            file.display_name = self._anonymization_hidden_name()
        return result

    def _anonymization_hidden(self):
        """Those among these files that the user may not even know by name."""
        may_read = self.env["partner.anonymization"]._may_read_kept()
        return self.browse() if may_read else self.filtered(lambda f: f.sudo()[FLAG])

    def _anonymization_hidden_name(self):
        return self.env._("Kept by law for accounting")


def _original_names(lines):
    """``{attachment id: name}`` from the seals of these lines, as far as they can be
    opened just now."""
    try:
        opened, _failed = document_seal.load_usable(lines.env, lines.ids)
    except KeyStoreError:
        return {}
    return {id_: name for one in opened.values() for id_, name in one.names.items()}
