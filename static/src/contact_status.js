import {Component, useEffect, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * What a contact's card shows of the anonymization, asked for when the card is open and
 * after a save: opening it does not wait for it.
 */
class CardValue extends Component {
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({value: null});
        useEffect(
            () => {
                this.load();
            },
            () => [this.props.record.resId, this.props.record.dirty],
        );
    }

    async load() {
        const {resId, resModel, dirty} = this.props.record;
        if (dirty) {
            return;
        }
        const value = resId
            ? await this.orm.call(resModel, this.constructor.method, [[resId]])
            : null;
        if (resId === this.props.record.resId) {
            this.state.value = value;
        }
    }
}

/** Until when a contact is kept, and because of which document. */
export class ContactStatus extends CardValue {
    static template = "partner_anonymization.ContactStatus";
    static method = "anonymization_status";
}

/** How many documents the button *Documents* lists. */
export class DocumentCount extends CardValue {
    static template = "partner_anonymization.DocumentCount";
    static method = "anonymization_document_count";
}

registry.category("view_widgets").add("anonymization_status", {
    component: ContactStatus,
});
registry.category("view_widgets").add("anonymization_document_count", {
    component: DocumentCount,
});
