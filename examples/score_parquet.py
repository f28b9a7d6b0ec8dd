"""Add scores to the rows of a Parquet file: score_parquet.py IN.parquet OUT.parquet

Needs the extra arrow: in a checkout of hedging, pip install '.[arrow]'. The file may have any size,
since a thousand rows are scored at a time.
"""

import sys

import pyarrow.parquet as pq

from hedging.integrations.arrow import Scorer


def main(source: str, target: str) -> None:
    scorer = Scorer(text="text")
    file = pq.ParquetFile(source)
    with pq.ParquetWriter(target, scorer.schema(file.schema_arrow)) as writer:
        for batch in scorer.stream(file.iter_batches(batch_size=1000)):
            writer.write_batch(batch)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
