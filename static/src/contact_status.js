import {Component, useEffect, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Until when a contact is kept, asked for when its tab is opened and after a save. */
export class ContactStatus extends Component {
    static template = "partner_anonymization.ContactStatus";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({lines: []});
        useEffect(
            () => {
                this.load();
            },
            () => [this.props.record.resId, this.props.record.dirty],
        );
    }

    async load() {
        const {resId, resModel, dirty} = this.props.record;
        if (!resId) {
            this.state.lines = [];
        } else if (!dirty) {
            this.state.lines = await this.orm.call(resModel, "anonymization_status", [
                [resId],
            ]);
        }
    }
}

registry.category("view_widgets").add("anonymization_status", {
    component: ContactStatus,
});
