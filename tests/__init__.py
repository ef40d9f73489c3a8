from .database import test_worker_thread
from .periods import test_policy, test_request_deadline
from .due import (
    test_activity,
    test_activity_apps,
    test_document_overview,
    test_document_overview_apps,
    test_document_overview_rights,
    test_documents,
    test_due_dates,
    test_legal_classes,
    test_presets,
    test_retention_corner_leads,
    test_retention_corners,
)
from .runs import (
    test_beside,
    test_bystanders,
    test_file_restore,
    test_finish,
    test_finish_matched,
    test_finish_order,
    test_finish_policy,
    test_hooks,
    test_interface,
    test_leak,
    test_login_death,
    test_night_failures,
    test_overhead,
    test_purge,
    test_purge_proves_again,
    test_rehearsal,
    test_restore_after_deletions,
    test_restore_newer_fields,
    test_resweep,
    test_roundtrip,
    test_statements_are_clean,
    test_subject_alone,
)
from .checks import (
    test_blockers,
    test_guards,
    test_guards_apps,
    test_guards_generic,
    test_guards_indirect,
    test_guards_pos,
    test_hold_race,
    test_open_period,
    test_sales,
)
from .datamap import (
    test_broken_rules,
    test_foreign_fields,
    test_foreign_terms,
    test_keep_rules_hide_nothing,
    test_map,
    test_map_all,
    test_map_audience,
    test_map_commerce,
    test_map_events,
    test_map_operations,
    test_map_staff,
    test_mixin,
    test_neighbour_maps,
    test_nothing_open,
    test_outside,
    test_own_record,
    test_rule_limits,
    test_rule_texts,
    test_rule_validation,
    test_suggestions_owner,
    test_unmapped,
)
from .worklist import test_candidates, test_scheduled, test_simulator
from .vault import (
    test_cipher,
    test_cipher_format,
    test_cipher_parts,
    test_key_directory_back,
    test_key_directory_down,
    test_key_file,
    test_key_files_hostile,
    test_key_honest_purge,
    test_key_identity,
    test_key_sweep,
    test_keys,
    test_large_files,
    test_optout,
    test_seal_format,
    test_seal_formats,
    test_vault,
)
from .requests import (
    test_request,
    test_request_evidence,
    test_request_letter,
    test_request_reminder,
)
from .kept import (
    test_debtor,
    test_kept_fields,
    test_kept_files,
    test_kept_names,
    test_kept_routes,
    test_missing_pdf,
    test_pdf_tools,
)
from .subject import (
    test_hold,
    test_hold_anonymized,
    test_matching,
    test_message_files,
    test_record_access,
    test_relatives,
    test_shared_records,
    test_subject,
    test_thumbnails,
)
from .proof import (
    test_hostile_files,
    test_large_cells,
    test_proof,
    test_redact_technical,
)
from .text import test_hostile_values, test_merge_back, test_redaction
from .screens import test_i18n, test_tour, test_wizard
from .settings import test_log_immutable, test_parameters, test_settings_rights
from .scenario import test_scenario, test_story, test_twelve_years
