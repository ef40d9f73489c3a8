import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {StackedBars} from "./stacked_bars";

/** Stacked bars of a json value. */
export class ChartField extends Component {
    static template = "partner_anonymization.ChartField";
    static components = {StackedBars};
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name] || {labels: [], sets: []};
    }
}

registry.category("fields").add("anonymization_chart", {
    component: ChartField,
    supportedTypes: ["json"],
});
