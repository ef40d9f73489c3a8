import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const MOST = 5;
const PHRASE = {
    content: "the sentence",
    trigger: ".modal .o_field_widget[name=confirmation] input",
    run: "edit I understand anonymization",
};
const ANONYMIZE = {
    content: "do it",
    trigger: ".modal-footer button[name=action_anonymize]:not([disabled])",
    run: "click",
};

/** A case that a clerk does with a few clicks; what is typed is none. */
function add(name, steps) {
    const clicks = steps.filter((step) => step.run === "click").length;
    if (clicks > MOST) {
        throw new Error(`${name} takes ${clicks} clicks`);
    }
    tours.add(`partner_anonymization_clicks_${name}`, {steps: () => steps});
}

function button(name) {
    return {
        content: `press ${name}`,
        trigger: `.o_form_statusbar button[name=${name}]`,
        run: "click",
    };
}

add("full", [
    button("action_anonymize"),
    {
        content: "the button says how many",
        trigger:
            ".modal-footer button[name=action_anonymize][disabled]:contains(Anonymize 4 addresses)",
    },
    PHRASE,
    ANONYMIZE,
    {
        content: "it is done",
        trigger:
            "body:not(:has(.modal)) .o_widget_web_ribbon .ribbon:contains(Anonymized)",
    },
]);

add("partial", [
    button("action_anonymize"),
    {
        content: "what the law keeps is in the way",
        trigger: ".modal .o_anonymization_blockers:contains(retention)",
    },
    {
        content: "pass it over",
        trigger: ".modal .o_field_widget[name=override_retention] input",
        run: "click",
    },
    {
        content: "for a reason",
        trigger: ".modal .o_field_widget[name=override_reason] input",
        run: "edit Decision 12",
    },
    {
        content: "what stays, and until when",
        trigger: ".modal .o_anonymization_preview:contains(Kept by law until)",
    },
    {
        content: "the invoice of which there is no PDF is named",
        trigger: ".modal .o_anonymization_missing_pdf a:contains(INV/)",
    },
    PHRASE,
    ANONYMIZE,
    {
        content: "the rest is kept until its day",
        trigger: ".o_notification:contains(Kept by law until their own day)",
    },
]);

add("refused", [
    button("action_refuse"),
    {
        content: "the article",
        trigger: ".modal .o_field_widget[name=ground] input",
        run: "click",
    },
    {
        content: "a legal obligation",
        trigger: ".o_select_menu_item:contains(legal obligation)",
        run: "click",
    },
    {
        content: "the reason",
        trigger: ".modal .o_field_widget[name=reason] textarea",
        run: "edit The invoices are kept by law",
    },
    {
        content: "refuse",
        trigger: ".modal-footer button[name=action_refuse]",
        run: "click",
    },
    {
        content: "it is refused, and the letter can be printed",
        trigger:
            "body:not(:has(.modal)) .o_form_statusbar button[name=action_print_reply]",
    },
]);

add("request", [
    button("action_check_identity"),
    {
        content: "it is noted",
        trigger: ".o_field_widget[name=identity_verified] input:checked",
    },
    button("action_anonymize"),
    PHRASE,
    ANONYMIZE,
    {
        content: "the dialog is closed",
        trigger: "body:not(:has(.modal)) .o_form_statusbar",
    },
    button("action_close"),
    {
        content: "answered",
        trigger: ".modal-footer button:contains(Ok)",
        run: "click",
    },
    {
        content: "the letter can be printed and sent",
        trigger:
            "body:not(:has(.modal)) .o_form_statusbar button[name=action_send_reply]",
    },
]);
