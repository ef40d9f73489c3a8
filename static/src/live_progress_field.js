import {onWillUnmount, useEffect} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";
import {ProgressBarField} from "@web/views/fields/progress_bar/progress_bar_field";

// Whoever has not started what goes on gets no message, and looks now and then.
const INTERVAL = 10000;

/** A progress bar that reads its record again while something goes on. */
export class LiveProgressField extends ProgressBarField {
    /** The name of the messages that tell of news. */
    static channel = "";

    setup() {
        super.setup();
        const {channel} = this.constructor;
        this.bus = useService("bus_service");
        const onMessage = (message) => {
            if (this.isAbout(message)) {
                this.reload();
            }
        };
        this.bus.subscribe(channel, onMessage);
        this.bus.start();
        useEffect(
            (isActive) => {
                const timer = isActive && setInterval(() => this.reload(), INTERVAL);
                return () => clearInterval(timer);
            },
            () => [this.isActive],
        );
        onWillUnmount(() => this.bus.unsubscribe(channel, onMessage));
    }

    /** Whether something goes on. */
    get isActive() {
        return false;
    }

    /** Whether a message is about this record. */
    isAbout(message) {
        return message.id === this.props.record.resId;
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
