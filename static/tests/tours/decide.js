import {registry} from "@web/core/registry";

const ROW = ".modal .o_anonymization_decisions .o_data_row";

/** The row with the focus, which is the next one to decide on. */
function at(text) {
    return {
        content: `the focus is on the row of ${text}`,
        trigger: `${ROW}:contains(${text}):has(td:focus)`,
    };
}

function press(key) {
    return {
        content: `press Alt and ${key}`,
        trigger: `${ROW} td:focus`,
        run: `press Alt+${key}`,
    };
}

registry.category("web_tour.tours").add("partner_anonymization_decide", {
    steps: () => [
        {
            content: "open the screen",
            trigger: "button[name=action_decide]",
            run: "click",
        },
        {
            content: "the sentence has the word marked",
            trigger: `${ROW} td[name=now] mark:contains(Ottersporn)`,
        },
        {
            content: "beside it what becomes of it",
            trigger: `${ROW} td[name=redacted] mark:contains(Anonymized)`,
        },
        at("Olga 0"),
        press("r"),
        {
            content: "the first is to be redacted",
            trigger: `${ROW}:contains(Olga 0) td[name=decision]:contains(Redact)`,
        },
        at("Olga 1"),
        press("n"),
        {
            content: "the second is somebody else",
            trigger: `${ROW}:contains(Olga 1) td[name=decision]:contains(Not This)`,
        },
        at("Olga 2"),
        press("w"),
        {
            content: "so are all others with the word",
            trigger: `${ROW}:contains(Olga 3) td[name=decision]:contains(Not This)`,
        },
        {
            content: "but for the one that was decided",
            trigger: `${ROW}:contains(Olga 0) td[name=decision]:contains(Redact)`,
        },
        {
            content: "all are decided, and the focus is on the button",
            trigger: ".modal footer button[name=action_apply]:focus",
            run: "press Enter",
        },
        {
            content: "what was done",
            trigger: ".o_notification:contains(Redacted: 1. Not this person: 3.)",
        },
        {
            content: "nothing is left to decide",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_decide]))",
        },
    ],
});
