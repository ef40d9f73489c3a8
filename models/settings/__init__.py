"""Settings, the rights on them, and what uninstalling asks."""

from . import (
    partner_anonymization_settings_mixin,
    ir_config_parameter,
    ir_default,
    ir_cron,
    base_module_uninstall,
    ir_module_module,
    res_company_rights,
    res_config_settings,
    res_config_settings_guard,
    res_config_settings_keys,
    res_config_settings_letter,
    res_config_settings_placeholders,
    res_config_settings_proof,
    res_config_settings_four_eyes,
    rights_log,
    res_groups,
    res_users,
    res_users_log,
)
