import errno
import os
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.vault import key_disk, key_export, key_report, key_upkeep

_MOST_SHOWN = 20


class PartnerAnonymization(models.Model):
    """What `odoo anonymization_keys` does, for whoever runs the server."""

    _inherit = "partner.anonymization"

    @api.model
    def _keys_check(self):
        """Look at all keys.

        :return: (lines of text, whether everything is in order)
        """
        report = key_report.make(self.sudo().env)
        return list(self._keys_lines(report)), report.is_fine

    @api.model
    def _keys_lines(self, report):
        yield self.env._("Key directory: %s", report.root)
        yield self.env._("Wrapping keys: %s", report.kek)
        for uuid, count in report.counts.items():
            yield self.env._("%(uuid)s: %(count)s keys", uuid=uuid, count=count)
        if report.is_in_backup:
            yield self.env._(
                "Warning: the key directory lies in Odoo's data directory. Where that "
                "is backed up together with the database, move it out."
            )
        if report.is_kek_beside:
            yield self.env._(
                "Warning: the wrapping keys lie in the key directory: a copy of it "
                "opens what was deleted after it was made. Keep them elsewhere."
            )
        for title, found in (
            (self.env._("Not wrapped before the next rotation"), report.plain),
            (self.env._("Rotation due"), report.due),
            (self.env._("Seals without a key"), report.without_key),
            (self.env._("Keys without a seal"), report.without_seal),
            (self.env._("Rights for others"), report.open_to_others),
            (self.env._("Not usable"), [": ".join(o) for o in report.failed.items()]),
        ):
            if found:
                yield f"{title}: {len(found)}"
                yield from (f"  {one}" for one in found[:_MOST_SHOWN])
                if len(found) > _MOST_SHOWN:
                    yield "  …"

    @api.model
    def _keys_rotate(self):
        """Make new wrapping keys now.

        :return: how many keys were wrapped
        :raise KeyStoreError: it failed; the keys are as they were
        """
        done, failed = key_upkeep.rotate(self.sudo().env, only_due=False)
        for error in failed.values():
            raise error
        return sum(done.values())

    @api.model
    def _keys_export(self, path, passphrase):
        """Write all keys to a new file (0600), under a passphrase.

        :return: how many keys there are
        :raise UserError: the passphrase is too short, or the file cannot be written
        """
        if len(passphrase) < key_export.SHORTEST_PASSPHRASE:
            raise UserError(
                self.env._(
                    "The passphrase needs %s characters at least.",
                    key_export.SHORTEST_PASSPHRASE,
                )
            )
        found = key_export.collect(self.sudo().env)
        content = key_export.encrypt(key_export.pack(found), passphrase)
        try:
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            key_disk.write_file(Path(path), content)
        except OSError as error:
            raise self._keys_file_error(path, error) from error
        return sum(len(keys) for one in found.values() for _h, keys in one.values())

    @api.model
    def _keys_import(self, path, passphrase):
        """Bring back from an export the keys that seals of this database lack.

        :return: how many were missing
        :raise UserError: it is no export, or the passphrase is another one
        """
        try:
            content = key_export.decrypt(Path(path).read_bytes(), passphrase)
            found = key_export.unpack(content)
        except OSError as error:
            raise self._keys_file_error(path, error) from error
        except key_export.NoExport as error:
            raise UserError(
                self.env._(
                    "%(path)s is no export of keys, is damaged, or has another "
                    "passphrase. Nothing was changed.",
                    path=path,
                )
            ) from error
        return key_export.bring_back(self.sudo().env, found)

    @api.model
    def _keys_file_error(self, path, error):
        return UserError(
            self.env._(
                "The file %(path)s cannot be used (%(reason)s).",
                path=path,
                reason=error.strerror or type(error).__name__,
            )
        )
