import {onWillUnmount, useEffect} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {
    progressBarField,
    ProgressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

const CHANNEL = "partner_anonymization.run";
// Whoever has not started the run gets no message, and looks now and then.
const INTERVAL = 10000;
const ACTIVE = ["queued", "running"];

/** How far a run is: whoever has started it sees every batch at once. */
export class AnonymizationProgressField extends ProgressBarField {
    setup() {
        super.setup();
        this.bus = useService("bus_service");
        const onMessage = (message) => {
            if (message.id === this.props.record.resId) {
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
            () => [ACTIVE.includes(this.props.record.data.state)],
        );
        onWillUnmount(() => this.bus.unsubscribe(CHANNEL, onMessage));
    }

    /** One reload at a time: a batch may be done in less than the server answers. */
    async reload() {
        if (this.loading) {
            this.isStale = true;
            return;
        }
        this.loading = true;
        try {
            await this.props.record.load();
        } finally {
            this.loading = false;
        }
        if (this.isStale) {
            this.isStale = false;
            setTimeout(() => this.reload(), 500);
        }
    }
}

registry.category("fields").add("anonymization_progress", {
    ...progressBarField,
    component: AnonymizationProgressField,
});
