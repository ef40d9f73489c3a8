import {onMounted, useRef} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";

/**
 * A list of which each row is decided on by one key; the next one is then at hand.
 *
 * The option ``decide`` names the field with the decision. Rows with the same ``words``
 * can be decided together.
 */
export class DecisionsField extends X2ManyField {
    static template = "partner_anonymization.DecisionsField";
    static props = {...X2ManyField.props, decide: {type: String}};

    setup() {
        super.setup();
        this.root = useRef("root");
        this.currentId = false;
        this.lastDecided = null;
        onMounted(() => this.focusOn(this.nextOf(false)));
    }

    get isTick() {
        return this.list.fields[this.props.decide].type === "boolean";
    }

    get choices() {
        if (this.isTick) {
            return [
                {value: true, label: _t("Tick"), all: _t("Tick All"), hotkey: "r"},
                {value: false, label: _t("Untick"), all: _t("Untick All"), hotkey: "n"},
            ];
        }
        return [
            {value: "redact", label: _t("Redact"), all: _t("All: Redact"), hotkey: "r"},
            {
                value: "not_this",
                label: _t("Not This Person"),
                all: _t("All: Not This Person"),
                hotkey: "n",
            },
            {value: false, label: _t("Later"), all: _t("All: Later"), hotkey: "l"},
        ];
    }

    get decidedCount() {
        return this.list.records.filter((one) => this.decisionOf(one)).length;
    }

    get current() {
        const records = this.list.records;
        return records.find((one) => one.id === this.currentId) || records[0];
    }

    decisionOf(record) {
        return record.data[this.props.decide];
    }

    /** Remember the row, since a click on a button takes the focus from it. */
    onFocusin(ev) {
        const row = ev.target.closest(".o_data_row");
        if (row) {
            this.currentId = row.dataset.id;
        }
    }

    async decide(value, records = [this.current]) {
        this.lastDecided = records.length === 1 ? records[0] : this.lastDecided;
        const possible = records.filter((one) => one && this.canBe(one, value));
        for (const record of possible) {
            await record.update({[this.props.decide]: value});
        }
        const last = records.at(-1);
        this.focusOn(possible.length || records.length > 1 ? this.nextOf(last) : last);
    }

    /** The last decision holds for all rows with the same words, where there is none. */
    async decideAlike() {
        const last = this.lastDecided || this.current;
        const {words} = last.data;
        const isOpen = (one) => this.isTick || !this.decisionOf(one);
        const alike = (one) => words && one.data.words === words && isOpen(one);
        const records = this.list.records.filter(alike);
        await this.decide(this.decisionOf(last), records.length ? records : [last]);
    }

    canBe(record, value) {
        return value !== "redact" || record.data.can_redact;
    }

    /** The next row to decide on: below this one, else above, else the one below. */
    nextOf(record) {
        const records = this.list.records;
        const place = records.indexOf(record) + 1;
        const others = [...records.slice(place), ...records.slice(0, place)];
        if (this.isTick) {
            return records[Math.min(place, records.length - 1)];
        }
        return others.find((one) => !this.decisionOf(one)) || null;
    }

    focusOn(record) {
        const root = this.root.el;
        if (!root || !this.list.records.length) {
            return;
        }
        if (!record) {
            root.closest(".modal")?.querySelector("footer .btn-primary")?.focus();
            return;
        }
        this.currentId = record.id;
        root.querySelector(
            `.o_data_row[data-id="${record.id}"] td.o_data_cell`,
        )?.focus();
    }
}

export const decisionsField = {
    ...x2ManyField,
    component: DecisionsField,
    extractProps: (info, dynamicInfo) => ({
        ...x2ManyField.extractProps(info, dynamicInfo),
        decide: info.options.decide,
    }),
};

registry.category("fields").add("anonymization_decisions", decisionsField);
