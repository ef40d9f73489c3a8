import {Component, onWillStart, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {StackedBars} from "./stacked_bars";

const MODEL = "partner.anonymization.overview";

/** The first screen of the app: numbers that open their lists. */
export class AnonymizationOverview extends Component {
    static template = "partner_anonymization.Overview";
    static components = {Layout, StackedBars};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.state = useState({sections: [], charts: [], steps: []});
        onWillStart(() => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call(MODEL, "get_overview", []));
    }

    async open(key, place = null) {
        const args = [key, place];
        this.action.doAction(await this.orm.call(MODEL, "action_open", args));
    }

    openBar(chart, index, setIndex) {
        return this.open(chart.key, [chart.places[index], chart.sets[setIndex].key]);
    }

    number(count) {
        return count.toLocaleString(user.lang);
    }

    get nextStep() {
        return this.state.steps.find((step) => !step.done);
    }

    icon(step) {
        if (step.done) {
            return "fa-check-circle text-success";
        }
        const isNext = step === this.nextStep;
        return isNext ? "fa-arrow-circle-right text-primary" : "fa-circle-o text-muted";
    }
}

registry
    .category("actions")
    .add("partner_anonymization.overview", AnonymizationOverview);
