"""Changes of what decides: by whom, when and where; no value, which may name people."""

from ...engine.database import module_loading
from ...engine.log import log_entries

_MAP = (
    "partner.anonymization.rule",
    "partner.anonymization.rule.field",
    "partner.anonymization.exemption",
)


def note_records(records, names):
    """Log that settings or rules of the data map were made, changed or removed by
    somebody; not by the upgrade of a module.

    :param names: the fields that were written; ``created`` or ``removed``
    """
    if not records or module_loading.is_loading(records.env):
        return
    kind = "map" if records._name in _MAP else "settings"
    what = ", ".join(sorted(names))
    reasons = [f"{records._name} {id_}: {what}" for id_ in records.ids]
    log_entries.add_changes(records.sudo().env, kind, reasons)


def note_settings(env, names):
    """Log that system parameters or settings of a company were changed.

    :param names: technical names
    """
    if names and not module_loading.is_loading(env):
        log_entries.add_changes(env(su=True), "settings", sorted(names))
