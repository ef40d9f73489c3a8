"""The sets of modules that tests and the demo run with."""

# `apps` has whatever the module works with, `base` what accounting alone brings.
PROFILES = {
    "apps": (
        "account",
        "contacts",
        "crm",
        "portal",
        "project",
        "purchase",
        "sale_management",
        "stock",
    ),
    "base": ("account",),
}
