"""The modules whose fields were looked at when the shipped data map was written.

A field of any other module is decided only where a rule names it.
"""

KNOWN = frozenset(
    """
    account account_add_gln account_check_printing account_edi_ubl_cii account_fleet
    account_payment account_peppol_advanced_fields account_qr_code_emv analytic api_doc
    attachment_indexation auth_oauth auth_passkey auth_signup auth_totp auth_totp_mail
    auth_totp_portal barcodes barcodes_gs1_nomenclature base base_address_extended
    base_automation base_geolocalize base_import base_import_module base_install_request
    base_setup base_vat bus calendar calendar_sms cloud_storage contacts crm
    crm_iap_enrich crm_iap_mine crm_livechat crm_mail_plugin data_recycle delivery
    delivery_stock_picking_batch digest event event_booth event_booth_sale event_crm
    event_crm_sale event_product event_sale event_sms fleet gamification google_account
    google_address_autocomplete google_calendar google_gmail google_recaptcha hr
    hr_attendance hr_calendar hr_expense hr_fleet hr_gamification hr_holidays
    hr_holidays_attendance hr_holidays_homeworking hr_homeworking
    hr_homeworking_calendar hr_hourly_cost hr_maintenance hr_org_chart hr_presence
    hr_recruitment hr_recruitment_skills hr_recruitment_sms hr_recruitment_survey
    hr_skills hr_skills_event hr_skills_slides hr_skills_survey hr_timesheet
    hr_timesheet_attendance html_editor http_routing iap iap_crm iap_mail im_livechat
    l10n_us l10n_us_account link_tracker loyalty lunch mail mail_bot mail_group
    mail_plugin maintenance mass_mailing mass_mailing_crm mass_mailing_crm_sms
    mass_mailing_event mass_mailing_event_sms mass_mailing_event_track
    mass_mailing_event_track_sms mass_mailing_sale mass_mailing_sale_sms
    mass_mailing_slides mass_mailing_sms microsoft_account microsoft_calendar
    microsoft_outlook mrp mrp_account mrp_product_expiry mrp_repair mrp_subcontracting
    mrp_subcontracting_account mrp_subcontracting_dropshipping
    mrp_subcontracting_purchase onboarding partner_autocomplete partnership payment
    payment_custom payment_demo phone_validation point_of_sale portal portal_rating
    pos_event pos_event_sale pos_hr pos_loyalty pos_mrp pos_online_payment
    pos_online_payment_self_order pos_repair pos_restaurant pos_sale pos_sale_loyalty
    pos_self_order pos_self_order_sale privacy_lookup product product_expiry project
    project_account project_hr_expense project_hr_skills project_mrp project_mrp_account
    project_purchase project_purchase_stock project_sale_expense project_sms
    project_stock project_stock_account project_timesheet_holidays project_todo purchase
    purchase_edi_ubl_bis3 purchase_mrp purchase_repair purchase_requisition
    purchase_requisition_sale purchase_requisition_stock purchase_stock rating repair
    resource resource_mail sale sale_crm sale_edi_ubl sale_expense sale_loyalty
    sale_loyalty_delivery sale_management sale_mrp sale_pdf_quote_builder sale_project
    sale_project_stock sale_project_stock_account sale_purchase sale_purchase_project
    sale_purchase_stock sale_service sale_stock sale_stock_product_expiry sale_timesheet
    sales_team sms snailmail snailmail_account social_media spreadsheet
    spreadsheet_account spreadsheet_dashboard stock stock_account stock_delivery
    stock_dropshipping stock_fleet stock_maintenance stock_picking_batch stock_sms
    survey survey_crm uom utm web web_hierarchy web_tour web_unsplash website
    website_blog website_crm website_crm_iap_reveal website_crm_livechat
    website_crm_partner_assign website_crm_sms website_customer website_event
    website_event_booth website_event_booth_exhibitor website_event_booth_sale
    website_event_booth_sale_exhibitor website_event_crm website_event_exhibitor
    website_event_sale website_event_track website_event_track_quiz website_forum
    website_hr_recruitment website_links website_livechat website_mail
    website_mail_group website_mass_mailing website_partner website_payment
    website_profile website_project website_sale website_sale_autocomplete
    website_sale_comparison website_sale_loyalty website_sale_mass_mailing
    website_sale_mrp website_sale_stock website_sale_stock_wishlist
    website_sale_wishlist website_slides website_slides_forum website_slides_survey
    website_sms website_timesheet
    """.split()
)
