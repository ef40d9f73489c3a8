import {registry} from "@web/core/registry";

const KEYS = [
    "due",
    "soon",
    "blocked",
    "excluded",
    "hold",
    "kept",
    "overdue",
    "week",
    "requests",
    "running",
    "refused",
    "unproved",
    "traces",
    "sealed",
    "purge",
    "late",
    "unmapped",
];

const tile = (key) => `.o_anonymization_tile[data-key=${key}]`;
let shown = "";

function listed() {
    const pager = document.querySelector(".o_list_view .o_pager_limit");
    return pager ? pager.textContent.trim() : "0";
}

/** The number of the tile is that of the pager, once it is there; an empty list has
 * none. */
async function compare(key) {
    for (let tries = 0; listed() !== shown && tries < 50; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (listed() !== shown) {
        throw new Error(`${key}: ${shown} on the overview, ${listed()} in the list`);
    }
}

const openAndReturn = (key) => [
    {
        content: `${key}: click the number`,
        trigger: tile(key),
        run({anchor, click}) {
            const number = anchor.querySelector(".o_anonymization_number");
            shown = number.textContent.replace(/\D/g, "");
            return click();
        },
    },
    {
        content: `${key}: the list has as many`,
        trigger: "body:not(:has(.o_anonymization_overview)) .o_list_view .o_content",
        run: () => compare(key),
    },
    {
        content: `${key}: back to the overview`,
        trigger: ".o_breadcrumb a:contains(Overview), .o_back_button",
        run: "click",
    },
];

registry.category("web_tour.tours").add("partner_anonymization_overview", {
    steps: () => [
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
            content: "its first screen is the overview, with graphs",
            trigger: ".o_anonymization_overview:has(canvas)",
        },
        ...KEYS.flatMap(openAndReturn),
        {
            content: "a step that is not done",
            trigger: ".o_anonymization_steps li[data-key=step_responsible]",
        },
        {
            content: "the first of what may be done",
            trigger: ".o_anonymization_steps button:first",
            run: "click",
        },
        {
            content: "something else is open",
            trigger: "body:not(:has(.o_anonymization_overview)) .o_breadcrumb",
        },
    ],
});
