import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * A text with some words marked: a json list of [text, whether it is marked], or a text
 * in which they stand between » and «.
 */
export class MarkedField extends Component {
    static template = "partner_anonymization.MarkedField";
    static props = {...standardFieldProps};

    get parts() {
        const value = this.props.record.data[this.props.name] || [];
        if (typeof value !== "string") {
            return value.map(([text, isMarked]) => ({text, isMarked}));
        }
        return value
            .split(/»([^»«]*)«/)
            .map((text, place) => ({text, isMarked: place % 2 === 1}));
    }
}

registry.category("fields").add("anonymization_marked", {
    component: MarkedField,
    supportedTypes: ["json", "char"],
});
