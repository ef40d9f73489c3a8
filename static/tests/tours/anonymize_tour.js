import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Find a customer in the list of customers and open it. */
function openCustomer(name) {
    return [
        {
            content: "the list of customers is there",
            trigger: ".o_last_breadcrumb_item:contains(Customers)",
        },
        {
            content: "search the customer",
            trigger: ".o_searchview_input",
            run: `edit ${name}`,
        },
        {
            content: "take the first proposal",
            trigger: ".o_searchview_autocomplete",
            run: "press Enter",
        },
        {
            content: "the list is filtered",
            trigger: `.o_searchview_facet:contains(${name})`,
        },
        {
            content: "open the customer",
            trigger: `.o_data_row td[name=complete_name]:contains(${name})`,
            run: "click",
        },
        {
            content: "the customer is open",
            trigger: `.o_form_view .o_last_breadcrumb_item:contains(${name})`,
        },
    ];
}

function openWizard() {
    return [
        {
            content: "press Anonymize",
            trigger: ".o_form_statusbar button[name=action_anonymize]",
            run: "click",
        },
        {
            content: "the wizard is open",
            trigger: ".modal .modal-title:contains(Anonymize)",
        },
    ];
}

/** An error dialog is above the wizard: read it and close it. */
function refused(text) {
    return [
        {
            content: `the error says: ${text}`,
            trigger: `.modal .o_error_dialog:contains(${text}), .modal:contains(${text})`,
        },
        {
            content: "close the error",
            trigger: `.modal:contains(Invalid Operation) .modal-footer button:contains(Close)`,
            run: "click",
        },
        {
            content: "only the wizard is left",
            trigger: "body:not(:has(.modal:contains(Invalid Operation)))",
        },
    ];
}

tours.add("partner_anonymization_clerk", {
    steps: () => [
        ...openCustomer("Bartholomew Unpaid"),
        ...openWizard(),
        {
            content: "the unpaid invoice is named, with a link to it",
            trigger:
                ".o_anonymization_blockers li:contains(Unpaid invoice) a[href^='/odoo/account.move/']",
        },
        {
            content: "the remedy is named",
            trigger: ".o_anonymization_blockers li:contains(Register the payment)",
        },
        {
            content: "nothing can be anonymized",
            trigger: ".modal-footer:not(:has(button[name=action_anonymize]))",
        },
        {
            content: "close the wizard",
            trigger: ".modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "back to the list of customers",
            trigger: "body:not(:has(.modal)) .breadcrumb-item a:contains(Customers)",
            run: "click",
        },
        {
            content: "forget the search",
            trigger: ".o_list_view .o_searchview_facet .o_facet_remove",
            run: "click",
        },
        ...openCustomer("Zacharias Quillfeather"),
        ...openWizard(),
        {
            content: "each address is listed",
            trigger: ".o_anonymization_preview li:contains(Wilhelmina Quillfeather)",
        },
        {
            content: "records are counted in plain words",
            trigger: ".o_anonymization_preview td:contains(Journal entry)",
        },
        {
            content: "the name is always erased",
            trigger: ".modal .o_field_widget[name=category_name] input:disabled",
        },
        {
            content: "a note that names the person",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Zacharias Quillfeather wrote to us",
        },
        {
            content: "rehearse",
            trigger: ".modal-footer button[name=action_rehearse]",
            run: "click",
        },
        ...refused("The note names the person"),
        {
            content: "a note without the person",
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Ticket 4711",
        },
        {
            content: "rehearse again",
            trigger: ".modal-footer button[name=action_rehearse]",
            run: "click",
        },
        {
            content: "the report of the rehearsal",
            trigger: ".modal .o_anonymization_report:contains(Rehearsal successful)",
        },
        {
            content: "anonymize without the confirmation",
            trigger: ".modal-footer button[name=action_anonymize]",
            run: "click",
        },
        ...refused("I understand anonymization"),
        {
            content: "confirm",
            trigger: ".modal .o_field_widget[name=confirmation] input",
            run: "edit I understand anonymization",
        },
        {
            content: "anonymize",
            trigger: ".modal-footer button[name=action_anonymize]",
            run: "click",
        },
        {
            content: "the message links to the log",
            trigger:
                ".o_notification:contains(Partners anonymized: 1) a[href^='/odoo/anonymization-log/']",
        },
        {
            content: "the wizard is closed, the form behind it is anonymized",
            trigger:
                "body:not(:has(.modal)) .o_last_breadcrumb_item:contains(Anonymized)",
        },
        {
            content: "the ribbon",
            trigger: ".o_widget_web_ribbon .ribbon:contains(Anonymized)",
        },
        {
            content: "nothing can be edited",
            trigger: ".o_form_sheet .o_field_widget[name=name].o_readonly_modifier",
        },
        {
            content: "and not anonymized again",
            trigger: "body:not(:has(button[name=action_anonymize]))",
        },
        {
            content: "the menu has no action that would be refused",
            trigger: ".o_cp_action_menus button",
            run: "click",
        },
        {
            content: "no un-archiving",
            trigger: ".o-dropdown--menu:not(:contains(Unarchive))",
        },
        {
            content: "open the log",
            trigger: "button[name=action_open_anonymization_log]",
            run: "click",
        },
        {
            content: "the log of this partner is open",
            trigger: ".o_last_breadcrumb_item:contains(Anonymization Log)",
        },
        {
            content: "the rehearsal is logged",
            trigger: ".o_data_row:contains(Rehearsal)",
        },
        {
            content: "open the line",
            trigger: ".o_data_row:contains(Anonymize) td[name=outcome]",
            run: "click",
        },
        {
            content: "the line says that the data can be restored",
            trigger: ".o_form_view .o_field_widget[name=is_sealed] input:checked",
        },
    ],
});

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
                "body:not(:has(.modal)) .o_last_breadcrumb_item:contains(Zacharias Quillfeather)",
        },
        {
            content: "and the e-mail, and can be edited",
            trigger:
                ".o_field_widget[name=email] input:value(zacharias@quillfeather.example)",
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
            trigger: ".o_data_row:contains(Zacharias Quillfeather) input",
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
            trigger: ".modal-footer button[name=action_anonymize]",
            run: "click",
        },
        {
            content: "one done, one refused",
            trigger: ".o_notification:contains(Refused: 1)",
        },
        {
            content: "the list is loaded again, without the archived one",
            trigger:
                "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row:contains(Zacharias)))",
        },
    ],
});

tours.add("partner_anonymization_nobody", {
    steps: () => [
        {
            content: "the customer is open",
            trigger: ".o_form_view .o_last_breadcrumb_item:contains(Quillfeather)",
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
