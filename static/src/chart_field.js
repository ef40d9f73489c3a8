/* global Chart */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {hexToRGBA} from "@web/core/colors/colors";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Stacked bars of a json value: labels, and sets with label, data, stack and color.
 */
export class ChartField extends Component {
    static template = "partner_anonymization.ChartField";
    static props = {...standardFieldProps};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config());
                return () => chart.destroy();
            },
            () => [JSON.stringify(this.props.record.data[this.props.name])],
        );
    }

    config() {
        const value = this.props.record.data[this.props.name] || {labels: [], sets: []};
        return {
            type: "bar",
            data: {
                labels: value.labels,
                datasets: value.sets.map((set) => ({
                    label: set.label,
                    data: set.data,
                    stack: set.stack,
                    backgroundColor: set.faded ? hexToRGBA(set.color, 0.4) : set.color,
                })),
            },
            options: {
                maintainAspectRatio: false,
                scales: {
                    x: {stacked: true},
                    y: {stacked: true, beginAtZero: true, ticks: {precision: 0}},
                },
                plugins: {legend: {position: "right"}},
            },
        };
    }
}

registry.category("fields").add("anonymization_chart", {
    component: ChartField,
    supportedTypes: ["json"],
});
