/* global Chart */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {hexToRGBA} from "@web/core/colors/colors";

/**
 * Stacked bars: labels, and sets with label, data, stack and color. `onBar` gets the
 * position of a bar and of its set that was clicked.
 */
export class StackedBars extends Component {
    static template = "partner_anonymization.StackedBars";
    static props = {
        value: Object,
        legend: {type: String, optional: true},
        title: {type: String, optional: true},
        onBar: {type: Function, optional: true},
    };
    static defaultProps = {legend: "right"};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config());
                return () => chart.destroy();
            },
            () => [JSON.stringify(this.props.value)],
        );
    }

    config() {
        const {labels, sets} = this.props.value;
        return {
            type: "bar",
            data: {
                labels,
                datasets: sets.map((set) => ({
                    label: set.label,
                    data: set.data,
                    stack: set.stack,
                    backgroundColor: set.faded ? hexToRGBA(set.color, 0.4) : set.color,
                    maxBarThickness: 60,
                })),
            },
            options: {
                maintainAspectRatio: false,
                scales: {
                    x: {stacked: true},
                    y: {stacked: true, beginAtZero: true, ticks: {precision: 0}},
                },
                plugins: {
                    legend: {
                        display: this.props.legend !== "none",
                        position: this.props.legend,
                    },
                },
                onHover: (event, bars) => {
                    const canClick = this.props.onBar && bars.length;
                    event.native.target.style.cursor = canClick ? "pointer" : "";
                },
                onClick: (_event, bars) => {
                    if (this.props.onBar && bars.length) {
                        this.props.onBar(bars[0].index, bars[0].datasetIndex);
                    }
                },
            },
        };
    }

    /** What a screen reader says instead of the picture. */
    get spoken() {
        const {labels, sets} = this.props.value;
        const told = sets.map((set) => {
            const bars = labels.map((label, index) => `${label} ${set.data[index]}`);
            return `${set.label}: ${bars.join(", ")}`;
        });
        return [this.props.title, ...told].filter(Boolean).join(". ");
    }
}
