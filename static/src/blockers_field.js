import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Blockers of an anonymization, one group per partner, each with links to the
 * records that are in the way. Links open in a new tab: the wizard stays.
 * Groups of kind "warning" are in nobody's way.
 */
export class BlockersField extends Component {
    static template = "partner_anonymization.BlockersField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get groups() {
        return this.props.record.data[this.props.name] || [];
    }

    url(model, id) {
        return `/odoo/${model}/${id}`;
    }

    openAll(item) {
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: item.what,
                res_model: item.model,
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
                domain: [["id", "in", item.ids]],
                context: {active_test: false},
                target: "current",
            },
            {newWindow: true},
        );
    }
}

registry.category("fields").add("anonymization_blockers", {
    component: BlockersField,
    supportedTypes: ["json"],
});
