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
        ...openCustomer("Ignatius Mossfeather"),
        ...openWizard(),
        {
            content: "each address is listed",
            trigger: ".o_anonymization_preview li:contains(Rosalind Mossfeather)",
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
            run: "edit Ignatius Mossfeather wrote to us",
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
            content: "the button says what it will do, and waits for the confirmation",
            trigger:
                ".modal-footer button[name=action_anonymize][disabled]:contains(Anonymize 4 addresses)",
        },
        {
            content: "a part of the sentence is not enough",
            trigger: ".modal .o_field_widget[name=confirmation] input",
            run: "edit I understand",
        },
        {
            content: "the button still waits",
            trigger: ".modal-footer button[name=action_anonymize][disabled]",
        },
        {
            content: "confirm; case does not matter",
            trigger: ".modal .o_field_widget[name=confirmation] input",
            run: "edit i understand Anonymization",
        },
        {
            content: "the button is ready",
            trigger: ".modal-footer button[name=action_anonymize]:not([disabled])",
        },
        {
            content: "anonymize with Enter",
            trigger: ".modal .o_field_widget[name=confirmation] input",
            run: "press Enter",
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
            trigger: ".o_last_breadcrumb_item:contains(Log by Partner)",
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
