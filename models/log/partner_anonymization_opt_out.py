import functools

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from ... import parameters
from ...engine.vault import KeyStoreError, opt_out_hashes

PHONES = "phone.blacklist"


class PartnerAnonymizationOptOut(models.Model):
    """Which blacklist rows hold a keyed hash. Nobody has access."""

    _name = "partner.anonymization.opt.out"
    _inherit = "partner.anonymization.engine.mixin"
    _description = "Opt-out kept as a keyed hash"
    _log_access = False

    model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    line_id = fields.Many2one(
        "partner.anonymization.line", required=True, ondelete="restrict", index=True
    )
    key_ref = fields.Char(required=True, index=True)
    date_until = fields.Date(required=True, index=True)

    _unique_row = models.UniqueIndex("(model, res_id)")

    @api.model
    def _until(self):
        """How long an opt-out of today is kept, None where the settings drop it."""
        if not parameters.flag(self.env, "keep_opt_out"):
            return None
        years = parameters.number(self.env, "opt_out_years")
        return fields.Date.add(fields.Date.context_today(self), years=years)

    def _register_hook(self):
        """Searches of the numbers' blacklist find hashed opt-outs, as those of the
        addresses' one do. It may be absent, so that nothing can inherit from it; an
        override on ``base`` would have the ORM take every model for one that restricts
        its searches."""
        if PHONES in self.env:
            _widen_searches(self.env.registry[PHONES])
        if "sms.composer" in self.env:
            _check_before_sending(self.env.registry["sms.composer"])
        return super()._register_hook()

    def _unregister_hook(self):
        if PHONES in self.env and hasattr(self.env[PHONES]._search, "widens"):
            del self.env.registry[PHONES]._search
        composer = self.env.registry.get("sms.composer")
        if composer and "_get_blacklist_record_ids" in vars(composer):
            del composer._get_blacklist_record_ids
        return super()._unregister_hook()

    @api.model
    @tools.ormcache()
    def _key_refs(self):
        """The keys in use. Read on a connection of its own: the snapshot of a long
        transaction may be older than the last change, and what it does not see yet
        must not be remembered for others."""
        readonly = self.env.cr.readonly  # a replica also tells when it is up to date
        with self.env.registry.cursor(readonly=readonly) as cr:
            return opt_out_hashes.read_key_refs(cr)

    @api.autovacuum
    def _gc_expired(self):
        """Delete the opt-outs whose time is over; the address is nobody's by then."""
        self.flush_model()
        found = opt_out_hashes.expired(self.env.cr, fields.Date.context_today(self))
        for model, ids in found.items():
            if model in self.env:
                rows = self.env[model].browse(ids).exists()
                column = opt_out_hashes.COLUMNS[model]
                rows.filtered(
                    lambda row, c=column: opt_out_hashes.is_hash(row[c])
                ).unlink()
            opt_out_hashes.drop(self.env, model, ids)


def _widen_searches(model_class):
    origin = model_class._search
    if hasattr(origin, "widens"):
        return

    @functools.wraps(origin)
    def _search(self, domain, *args, **kwargs):
        return origin(self, opt_out_hashes.widen(self, domain), *args, **kwargs)

    _search.widens = True
    model_class._search = _search


def _check_before_sending(model_class):
    """Have mailings by text message look up numbers that are stored as hashes, too:
    Odoo compares them in the clear."""
    origin = model_class._get_blacklist_record_ids
    if hasattr(origin, "reveals"):
        return

    @functools.wraps(origin)
    def _get_blacklist_record_ids(self, records, recipients_info):
        if self.use_exclusion_list:
            numbers = {info["sanitized"] for info in recipients_info.values()}
            _reveal_recipients(self.env, "phone.blacklist", numbers)
        return origin(self, records, recipients_info)

    _get_blacklist_record_ids.reveals = True
    model_class._get_blacklist_record_ids = _get_blacklist_record_ids


def _reveal_recipients(env, blacklist, values):
    """Refuse a mailing when nobody can tell who has opted out."""
    try:
        opt_out_hashes.reveal(env, blacklist, values, strict=True)
    except KeyStoreError as error:
        raise UserError(
            env._(
                "Nothing was sent: some people have opted out, and who they are cannot "
                "be told now. Have this mended and send it again. %(reason)s",
                reason=str(error),
            )
        ) from error
