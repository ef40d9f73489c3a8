"""The sets of modules that tests and the demo run with."""

# Each of the Community apps that store something about a partner; what only joins two
# of them installs itself. Not marketing_card: its demo data needs wkhtmltoimage.
_ALL = """
account_check_printing account_peppol_advanced_fields account_qr_code_emv
attachment_indexation auth_oauth auth_passkey auth_signup auth_totp_mail
base_address_extended base_automation base_geolocalize base_import base_vat calendar
cloud_storage contacts crm data_recycle delivery event event_booth_sale event_crm
event_sale fleet gamification google_calendar hr hr_attendance hr_expense
hr_gamification hr_holidays hr_homeworking hr_livechat hr_presence hr_recruitment
hr_recruitment_skills hr_recruitment_survey hr_skills hr_timesheet im_livechat
link_tracker loyalty lunch mail_group mail_plugin maintenance mass_mailing
mass_mailing_sms microsoft_calendar mrp mrp_subcontracting partner_autocomplete
partnership payment_demo phone_validation point_of_sale portal pos_restaurant pos_sale
privacy_lookup product_expiry project project_sms project_todo purchase
purchase_requisition rating repair sale_loyalty sale_management sale_pdf_quote_builder
sale_timesheet sms snailmail_account stock stock_delivery stock_dropshipping
stock_fleet stock_picking_batch survey website_blog website_crm website_crm_iap_reveal
website_crm_partner_assign website_customer website_event_booth_exhibitor
website_event_sale website_event_track_quiz website_forum website_hr_recruitment
website_livechat website_mail_group website_mass_mailing website_payment
website_sale_comparison website_sale_loyalty website_sale_stock website_sale_wishlist
website_slides_survey
""".split()

# Modules of the OCA that dev/neighbours.txt brings.
NEIGHBOURS = "neighbours"

# `apps` has what the module's own tests need, `base` what accounting alone brings,
# `all` whatever there is, `neighbours` what other people's modules add to accounting.
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
    "all": tuple(sorted(_ALL)),
    NEIGHBOURS: (
        "account",
        "auditlog",
        "base_tier_validation",
        "contacts",
        "contract",
        "crm",
        "helpdesk_mgmt",
        "partner_contact_birthdate",
        "partner_firstname",
        "queue_job",
    ),
}
