import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * A number with the list behind it, `{count, model, domain, name}`. The list opens in a
 * new tab: the dialog, and what is typed in it, stays.
 */
export class BehindField extends Component {
    static template = "partner_anonymization.BehindField";
    static props = {...standardFieldProps};

    setup() {
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get count() {
        return this.value.count.toLocaleString(user.lang);
    }

    open() {
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: this.value.name,
                res_model: this.value.model,
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
                domain: this.value.domain,
                context: {active_test: false},
                target: "current",
            },
            {newWindow: true},
        );
    }
}

registry.category("fields").add("anonymization_behind", {
    component: BehindField,
    supportedTypes: ["json"],
});
