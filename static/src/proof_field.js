import {registry} from "@web/core/registry";
import {progressBarField} from "@web/views/fields/progress_bar/progress_bar_field";
import {LiveProgressField} from "./live_progress_field";

/** How far the proof of a run, or of one of its lines, is; nothing where there is none. */
export class AnonymizationProofField extends LiveProgressField {
    static template = "partner_anonymization.ProofField";
    static channel = "partner_anonymization.proof";

    get isActive() {
        return Boolean(this.hint);
    }

    get hint() {
        return this.props.record.data.proof_hint;
    }

    isAbout(message) {
        const {data, resId} = this.props.record;
        return message.run_ids.includes(data.run_id ? data.run_id.id : resId);
    }
}

registry.category("fields").add("anonymization_proof", {
    ...progressBarField,
    component: AnonymizationProofField,
});
