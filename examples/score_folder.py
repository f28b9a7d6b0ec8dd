"""Score a folder of text files and print the five most hedged: score_folder.py FOLDER"""

import sys
from pathlib import Path

import hedging


def main(folder: str) -> None:
    paths = sorted(Path(folder).rglob("*.txt"))
    batch = hedging.detect_batch([path.read_text(encoding="utf-8") for path in paths])
    for k in (-batch.document_score).argsort()[:5]:
        report = batch[k]
        hedged, total = len(report.hedged_sentences), len(report.sentences)
        print(f"{report.score:.2f}  {paths[k].name}: {hedged} of {total} sentences")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
