import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("partner_anonymization_proof_progress", {
    steps: () => [
        {
            content: "how far the proof is",
            trigger: ".o_anonymization_proof:contains(62 % of the tables)",
        },
        {
            content: "the bar",
            trigger: ".o_anonymization_proof .o_progressbar_value:contains(40)",
        },
        {
            content: "ask for another proof",
            trigger: ".o_form_statusbar button[name=action_prove]",
            run: "click",
        },
        {
            content: "it begins in the background",
            trigger: ".o_notification:contains(begins within a minute)",
        },
    ],
});

tours.add("partner_anonymization_proof_stopped", {
    steps: () => [
        {
            content: "why it was given up, and no bar",
            trigger:
                ".o_form_view:not(:has(.o_anonymization_proof)) .alert:contains(cannot be reached)",
        },
    ],
});
