"""peers.json and answers.json → tables, and the plot of the peers."""

from __future__ import annotations

from pathlib import Path

from benchmarks.grid import Results, grid, thousands
from benchmarks.peers import cells


def peers(results: Results) -> str:
    """All rivals; a rival that failed has its reason in the last column."""
    rows = []
    for name, row in results["peers"]["peers"].items():
        title = f"{name} {row.get('version', '')}".strip()
        if "note" in row:
            title += f" ({row['note']})"
        if "miss" in row:
            rows.append([title, "miss", "miss", "miss", row["miss"].replace("|", "/")])
        else:
            figures = cells(row, ("real", "f1"), ("own", "f1"), ("contrast", "right"))
            rows.append([title, *figures, thousands(row["sentences_per_second"])])
    head = [
        "tool",
        "sentence F1, real text",
        "own sentences",
        "contrast pairs right",
        "sentences a second",
    ]
    return grid(head, rows)


def answers(results: Results) -> str:
    """How well features tell sure answers from unsure ones (`examples/how_sure.py`)."""

    def span(ends: list[float]) -> str:
        return f"{ends[0]:.3f} to {ends[1]:.3f}"

    rows = [
        [
            name,
            f"{row['accuracy']:.3f} ({span(row['interval'])})",
            span(row["lead"]) if any(row["lead"]) else "",
            *(f"{row[f'on writer {writer}']:.3f}" for writer in "ab"),
        ]
        for name, row in results["answers"]["pipelines"].items()
    ]
    head = [
        "features",
        "on unseen questions (95 % interval over questions)",
        "lead on the bag of words (95 %)",
        "on writer a, from b",
        "on writer b, from a",
    ]
    return grid(head, rows)


def plot_peers(results: Results, path: Path) -> None:
    """Plot speed against accuracy on real text; a peer without accuracy is a line."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("no plot of the peers: pip install matplotlib")
        return
    sheet = Figure(figsize=(8, 5), layout="constrained")
    axis = sheet.subplots()
    for name, row in results["peers"]["peers"].items():
        # The points of tools that differ only in their training would cover each other.
        if "sentences_per_second" not in row or name.endswith("all schemes"):
            continue
        speed = row["sentences_per_second"]
        if "real" not in row:
            axis.axvline(speed, color="#bbbbbb", linewidth=1, linestyle="--")
            label = axis.text(speed, 0.02, f" {name}", ha="right", va="bottom", rotation=90)
            label.set(fontsize=7, color="#777777")
            continue
        f1 = row["real"]["f1"]
        ours = name == "hedging"
        color = "#c0392b" if ours else "#20639b"
        axis.scatter([speed], [f1], s=60 if ours else 25, color=color)
        label_size = 9 if ours else 7
        axis.annotate(
            name, (speed, f1), xytext=(5, 4), textcoords="offset points", fontsize=label_size
        )
    axis.set(xscale="log", xlim=(5, 1e7), ylim=(0, 1))
    axis.set(xlabel="sentences a second, one core", ylabel="sentence F1 on real text, unseen")
    sheet.savefig(path, dpi=110)
