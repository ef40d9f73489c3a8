import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const waiting = {
    content: "it waits for a second person",
    trigger: ".o_form_view .alert:contains(somebody else with the right)",
};
const openRequest = {
    content: "open the request",
    trigger: ".o_list_view .o_data_row .o_data_cell[name=display_name]",
    run: "click",
};

tours.add("partner_anonymization_ask", {
    steps: () => [
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
        waiting,
        {
            content: "who asks does not approve",
            trigger:
                ".o_form_statusbar:has(button:contains(Withdraw)):not(:has(button[name=action_approve]))",
        },
    ],
});

tours.add("partner_anonymization_approve", {
    steps: () => [
        openRequest,
        {
            content: "what is asked for",
            trigger: ".o_field_widget[name=summary]:contains(Ticket 4712)",
        },
        {
            content: "approve",
            trigger: ".o_form_statusbar button[name=action_approve]",
            run: "click",
        },
        {
            content: "approved, and nothing more to decide",
            trigger:
                ".o_form_statusbar:has(.o_arrow_button_current:contains(Approved)):not(:has(button[name=action_approve]))",
        },
    ],
});

tours.add("partner_anonymization_carry_out", {
    steps: () => [
        openRequest,
        {
            content: "carry out",
            trigger: ".o_form_statusbar button[name=action_carry_out]",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "the run",
            trigger:
                "body:not(:has(.modal)) .o_last_breadcrumb_item:contains(De-anonymize #)",
        },
    ],
});

tours.add("partner_anonymization_ask_for_change", {
    steps: () => [
        {
            content: "another name for a rule",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Mine now",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "ask",
            trigger: ".modal:contains(four eyes) button:contains(Ask for Approval)",
            run: "click",
        },
        waiting,
        {
            content: "old and new",
            trigger: ".o_field_widget[name=summary]:contains(Mine → Mine now)",
        },
    ],
});
