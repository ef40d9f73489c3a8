"""Draw the figures of ``quick.py``: milliseconds a person, of each contender.

Run by an interpreter that has Matplotlib: the figures come in as JSON, and the picture
goes to the file that is named.
"""

import json
import sys

MATPLOTLIB = "matplotlib==3.10.3\n"
# Bars from top to bottom: the figure, and how it is called.
BARS = {
    "Privacy Lookup, {} (ms)": "Odoo's Privacy Lookup (looks only)",
    "OCA, {} (ms)": "OCA's module (no check, no undo)",
    "one person, {} (ms)": "this module, one person",
    "batch, {} (ms per subject)": "this module, batches",
    "restore, {} (ms per subject)": "this module, restoring",
    "batch, {}: floor": "plain UPDATEs of the same values",
}
COLORS = ("#b0b0b0", "#b0b0b0", "#714b67", "#714b67", "#a58a9d", "#d9d9d9")


def draw(figures, target, title):
    """One panel for subjects with much and with little business.

    :param dict figures: ``{name: [values of the rounds]}``
    :param str target: path of the PNG
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(11, 3.6), sharey=True)
    for axis, kind in zip(axes, ("rich", "sparse"), strict=True):
        names = [name.format(kind) for name in BARS]
        rounds = [sorted(figures[name]) for name in names]
        values = [one[len(one) // 2] for one in rounds]
        spread = [
            [value - one[0] for value, one in zip(values, rounds, strict=True)],
            [one[-1] - value for value, one in zip(values, rounds, strict=True)],
        ]
        axis.barh(list(BARS.values()), values, xerr=spread, color=COLORS)
        axis.set_xscale("log")
        axis.set_title(f"{kind} subjects")
        axis.set_xlabel("ms per person, logarithmic; spread of the rounds")
        for place, value in enumerate(values):
            axis.text(value * 1.1, place - 0.22, f"{value:.1f}", fontsize=8)
    axes[0].invert_yaxis()
    figure.suptitle(title, fontsize=10)
    figure.tight_layout()
    figure.savefig(target, dpi=110)


if __name__ == "__main__":
    draw(json.load(sys.stdin), *sys.argv[1:])
