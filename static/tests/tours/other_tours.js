import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("partner_anonymization_manager", {
    steps: () => [
        {
            content: "an anonymized partner",
            trigger: ".o_widget_web_ribbon .ribbon:contains(Anonymized)",
        },
        {
            content: "press De-anonymize",
            trigger: ".o_form_statusbar button:contains(De-anonymize)",
            run: "click",
        },
        {
            content: "a note",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Ticket 4712",
        },
        {
            content: "confirm",
            trigger: ".modal-footer button[name=action_deanonymize]",
            run: "click",
        },
        {
            content: "the message",
            trigger: ".o_notification:contains(Partners restored: 1)",
        },
        {
            content: "the name is back",
            trigger:
                "body:not(:has(.modal)) .o_last_breadcrumb_item:contains(Ignatius Mossfeather)",
        },
        {
            content: "and the e-mail, and can be edited",
            trigger:
                ".o_field_widget[name=email] input:value(ignatius@mossfeather.example)",
        },
        {
            content: "no ribbon",
            trigger: "body:not(:has(.o_widget_web_ribbon .ribbon))",
        },
    ],
});

tours.add("partner_anonymization_several", {
    steps: () => [
        {
            content: "the list of customers is there",
            trigger: ".o_list_view .o_last_breadcrumb_item:contains(Customers)",
        },
        {
            content: "select the first",
            trigger: ".o_data_row:contains(Ignatius Mossfeather) input",
            run: "click",
        },
        {
            content: "select the second",
            trigger: ".o_data_row:contains(Bartholomew Unpaid) input",
            run: "click",
        },
        {
            content: "both are selected",
            trigger: ".o_selection_box:contains(2)",
        },
        {
            content: "open the actions",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "choose Anonymize",
            trigger: ".o-dropdown--menu .o_menu_item:contains(/^Anonymize$/)",
            run: "click",
        },
        {
            content: "one of them is in the way",
            trigger: ".modal .o_anonymization_blockers:contains(1 of 2)",
        },
        {
            content: "blockers are grouped by partner",
            trigger: ".o_anonymization_blocked summary:contains(Bartholomew Unpaid)",
        },
        {
            content: "confirm",
            trigger: ".modal .o_field_widget[name=confirmation] input",
            run: "edit I understand anonymization",
        },
        {
            content: "anonymize the other",
            trigger: ".modal-footer button[name=action_anonymize]:not([disabled])",
            run: "click",
        },
        {
            content: "one done, one refused",
            trigger: ".o_notification:contains(Refused: 1)",
        },
        {
            content: "the list is loaded again, without the archived one",
            trigger:
                "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row:contains(Ignatius)))",
        },
    ],
});

tours.add("partner_anonymization_nobody", {
    steps: () => [
        {
            content: "the customer is open",
            trigger: ".o_form_view .o_last_breadcrumb_item:contains(Mossfeather)",
        },
        {
            content: "no button",
            trigger: "body:not(:has(button[name=action_anonymize]))",
        },
        {
            content: "no page",
            trigger: ".o_notebook:not(:has(a[name=anonymization]))",
        },
        {
            content: "open the menu of apps",
            trigger: ".o_navbar_apps_menu button",
            run: "click",
        },
        {
            content: "no app",
            trigger: ".o-dropdown--menu:not(:has(.o_app:contains(Anonymization)))",
        },
    ],
});
