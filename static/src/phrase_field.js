import {Component, useEffect, useRef} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * The sentence that has to be typed: the record knows with each letter whether it is
 * right, so that the button can wait for it; Enter presses the button.
 */
export class PhraseField extends Component {
    static template = "partner_anonymization.PhraseField";
    static props = {...standardFieldProps};

    setup() {
        this.input = useRef("input");
        useEffect(
            (value) => {
                const input = this.input.el;
                if (input && input !== document.activeElement) {
                    input.value = value;
                }
            },
            () => [this.props.record.data[this.props.name] || ""],
        );
    }

    get wanted() {
        return this.props.record.data.confirmation_text || "";
    }

    get isRight() {
        const typed = this.input.el.value.trim();
        return typed.toLocaleLowerCase() === this.wanted.toLocaleLowerCase();
    }

    /** What is right but for case and blanks is taken as the sentence itself. */
    update() {
        const value = this.isRight ? this.wanted : this.input.el.value;
        return this.props.record.update({[this.props.name]: value});
    }

    async onKeydown(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const dialog = this.input.el.closest(".modal");
        await this.update();
        await new Promise((resolve) => setTimeout(resolve));
        dialog?.querySelector(".o_anonymization_confirm:not([disabled])")?.click();
    }
}

registry.category("fields").add("anonymization_phrase", {
    component: PhraseField,
    supportedTypes: ["char"],
});
