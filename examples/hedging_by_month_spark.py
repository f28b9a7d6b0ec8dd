"""The share of hedged sentences by month, in Spark: hedging_by_month_spark.py ARTICLES

Needs the extra clusters: in a checkout of hedging, pip install '.[clusters]'.
ARTICLES is a file or a folder of JSON lines, at any address that Spark can read. Each line has a
"text" and a "date" such as 2020-04-17.
"""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

from hedging.integrations.frames import score_frame


def main(source: str) -> None:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("hedging by month").getOrCreate()
    articles = spark.read.json(source).repartition(spark.sparkContext.defaultParallelism)
    scored = score_frame(articles, keep=["date"])
    months = scored.groupBy(f.substring("date", 1, 7).alias("month")).agg(
        (f.sum("hedged_sentences") / f.sum("sentences")).alias("share")
    )
    for row in months.orderBy("month").collect():
        print(f"{row.month}  {row.share:.3f}")
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
