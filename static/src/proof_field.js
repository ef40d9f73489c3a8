import {onWillUnmount, useEffect} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {
    progressBarField,
    ProgressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

const CHANNEL = "partner_anonymization.proof";
// Whoever has neither started the run nor the proof gets no message.
const INTERVAL = 10000;

/** How far the proof of a run, or of one of its lines, is; nothing where there is none. */
export class AnonymizationProofField extends ProgressBarField {
    static template = "partner_anonymization.ProofField";

    setup() {
        super.setup();
        this.bus = useService("bus_service");
        const onMessage = (message) => {
            if (message.run_ids.includes(this.runId)) {
                this.reload();
            }
        };
        this.bus.subscribe(CHANNEL, onMessage);
        this.bus.start();
        useEffect(
            (isActive) => {
                const timer = isActive && setInterval(() => this.reload(), INTERVAL);
                return () => clearInterval(timer);
            },
            () => [Boolean(this.hint)],
        );
        onWillUnmount(() => this.bus.unsubscribe(CHANNEL, onMessage));
    }

    get hint() {
        return this.props.record.data.proof_hint;
    }

    get runId() {
        const {data, resId} = this.props.record;
        return data.run_id ? data.run_id.id : resId;
    }

    /** A note comes every few seconds at most: one that comes meanwhile is not missed. */
    async reload() {
        if (!this.loading) {
            this.loading = true;
            try {
                await this.props.record.load();
            } finally {
                this.loading = false;
            }
        }
    }
}

registry.category("fields").add("anonymization_proof", {
    ...progressBarField,
    component: AnonymizationProofField,
});
