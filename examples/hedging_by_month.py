"""Plot the share of hedged sentences by month: hedging_by_month.py ARTICLES.jsonl PLOT.png

Needs the extras frames and plot: in a checkout of hedging, pip install '.[frames,plot]'.

Each line of the input has a "text" and a "date" such as 2020-04-17.
"""

import json
import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from hedging.integrations.frames import score_frame


def main(source: str, target: str) -> None:
    rows = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines()]
    articles = score_frame(pd.DataFrame(rows))
    months = articles.groupby(articles["date"].str[:7])[["hedged_sentences", "sentences"]].sum()
    share = months["hedged_sentences"] / months["sentences"]
    print(share.round(3).to_string())
    figure = Figure(figsize=(8, 3.5), layout="constrained")
    axis = figure.subplots()
    axis.plot(share.index, share, marker="o")
    axis.set(ylim=(0, None), ylabel="share of hedged sentences")
    axis.tick_params(axis="x", rotation=45)
    figure.savefig(target, dpi=110)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
