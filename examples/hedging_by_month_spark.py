"""The share of hedged sentences by month, in Spark: hedging_by_month_spark.py ARTICLES   (pip install 'hedging[arrow]' pyspark)

ARTICLES are JSON lines with a "text" and a "date" such as 2020-04-17, in a file, a folder, or whatever Spark reads from.
"""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

from hedging.integrations import spark as hedging_spark


def main(source: str) -> None:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.appName("hedging by month").getOrCreate()
    articles = spark.read.json(source).repartition(spark.sparkContext.defaultParallelism)
    scored = hedging_spark.score(articles, keep=["date"])
    months = scored.groupBy(f.substring("date", 1, 7).alias("month")).agg(
        (f.sum("hedged_sentences") / f.sum("sentences")).alias("share")
    )
    for row in months.orderBy("month").collect():
        print(f"{row.month}  {row.share:.3f}")
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
