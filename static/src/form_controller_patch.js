import {patch} from "@web/core/utils/patch";
import {FormController} from "@web/views/form/form_controller";

const REFUSED = {
    anonymized: [
        "addPropertyFieldValue",
        "archive",
        "unarchive",
        "duplicate",
        "delete",
    ],
    deleted: ["addPropertyFieldValue", "archive", "unarchive", "duplicate"],
};

/** An anonymized partner offers no action that the server would refuse. */
patch(FormController.prototype, {
    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems(...arguments);
        if (this.props.resModel === "res.partner") {
            const state = this.model.root.data.anonymization_state;
            for (const key of REFUSED[state] || []) {
                delete items[key];
            }
        }
        return items;
    },
});
