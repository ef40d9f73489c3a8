import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("partner_anonymization_card", {
    steps: () => [
        {
            content: "a ribbon says that there is a hold",
            trigger: ".o_widget_web_ribbon .ribbon:contains(Legal Hold)",
        },
        {
            content: "the hold, in a sentence on the card",
            trigger: ".o_anonymization_status.alert-danger:contains(On legal hold)",
        },
        {
            content: "since when it is due, and after which document",
            trigger:
                ".o_anonymization_status:contains(Due for anonymization since) a:contains(of 0)",
        },
        {
            content: "how many documents there are",
            trigger:
                "button[name=action_anonymization_documents] .o_stat_value:contains(/^2$/)",
        },
        {
            content: "open the tab",
            trigger: ".o_notebook a[name=anonymization]",
            run: "click",
        },
        {
            content: "what 0 years mean",
            trigger: ".o_notebook div:contains(0 years: the company's own years count)",
        },
        {
            content: "lift the hold",
            trigger: ".o_field_widget[name=anonymization_hold] input",
            run: "uncheck",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "nothing of it is left",
            trigger: "body:not(:has(.o_anonymization_status.alert-danger))",
        },
        {
            content: "no ribbon",
            trigger: "body:not(:has(.o_widget_web_ribbon .ribbon))",
        },
        {
            content: "open the menu of apps",
            trigger: ".o_navbar_apps_menu button",
            run: "click",
        },
        {
            content: "open the app",
            trigger: ".o-dropdown--menu .o_app:contains(Anonymization)",
            run: "click",
        },
        {
            content: "the overview",
            trigger: ".o_anonymization_overview",
        },
        {
            content: "the menu of anonymized people",
            trigger:
                ".o_menu_sections [data-menu-xmlid='partner_anonymization.anonymized_menu']",
            run: "click",
        },
        {
            content: "the list of anonymized contacts",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='partner_anonymization.res_partner_anonymized_menu']",
            run: "click",
        },
        {
            content: "open one of them",
            trigger:
                ".o_list_view .o_data_row:contains(Anonymized):first td[name=country_id]",
            run: "click",
        },
        {
            content: "delete it for good",
            trigger: ".o_form_statusbar button:contains(Delete for Good)",
            run: "click",
        },
        {
            content: "it says what that means",
            trigger: ".modal .alert-danger:contains(This cannot be undone)",
        },
        {
            content: "a note",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Ticket 4713",
        },
        {
            content: "the button waits for the sentence",
            trigger: ".modal-footer button[name=action_purge][disabled]",
        },
        {
            content: "the sentence",
            trigger: ".modal .o_field_widget[name=confirmation] input",
            run: "edit I understand deletion for good",
        },
        {
            content: "go on",
            trigger: ".modal-footer button[name=action_purge]:not([disabled])",
            run: "click",
        },
        {
            content: "it is deleted",
            trigger: ".o_widget_web_ribbon .ribbon:contains(Deleted)",
        },
    ],
});
