"""The ratios as horizontal bars, in an SVG file."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure as Canvas

from benchmarks.comparison import Result

_OURS, _OTHERS = "#1f6feb", "#b6bec9"
_INCHES_A_BAR, _INCHES_A_CASE, _WIDTH = 0.24, 0.62, 8.0


def write_svg(path: Path, results: Sequence[Result]) -> None:
    """Draw one panel for each case that is meant to be plotted; shorter is better."""
    shown = [result for result in results if result.case.plotted]
    heights = [_INCHES_A_BAR * len(result.measured) + _INCHES_A_CASE for result in shown]
    canvas = Canvas(figsize=(_WIDTH, sum(heights)), layout="constrained")
    panels = canvas.subplots(len(shown), 1, height_ratios=heights, squeeze=False)[:, 0]
    for result, panel in zip(shown, panels, strict=True):
        ratios = result.ratios()
        names = list(ratios)
        ours = {variant.name for variant in result.case.variants if variant.ours}
        colours = [_OURS if name in ours else _OTHERS for name in names]
        drawn = panel.barh(names, list(ratios.values()), color=colours)
        panel.bar_label(drawn, labels=[f"{ratio:.2f}" for ratio in ratios.values()], padding=3, fontsize=8)
        panel.invert_yaxis()
        panel.axvline(1.0, color="black", linewidth=0.6)
        panel.set_title(f"{result.case.title}: CPU time, {names[0]} = 1", fontsize=9, loc="left")
        panel.tick_params(labelsize=8)
        panel.spines[["top", "right"]].set_visible(False)
        panel.margins(x=0.08)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "benchmarks"}):  # texts as texts, the same each time
        canvas.savefig(path, format="svg", metadata={"Date": None})
