import {registry} from "@web/core/registry";
import {progressBarField} from "@web/views/fields/progress_bar/progress_bar_field";
import {LiveProgressField} from "./live_progress_field";

const ACTIVE = ["queued", "running"];

/** How far a run is: whoever has started it sees every batch at once. */
export class AnonymizationProgressField extends LiveProgressField {
    static channel = "partner_anonymization.run";

    get isActive() {
        return ACTIVE.includes(this.props.record.data.state);
    }
}

registry.category("fields").add("anonymization_progress", {
    ...progressBarField,
    component: AnonymizationProgressField,
});
