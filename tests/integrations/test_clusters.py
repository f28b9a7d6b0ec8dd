"""Spark and Ray in local mode with several processes; one process is killed during the job."""

import os
import shutil
import signal
import sys
import threading
import time

import pytest

import hedging

pytest.importorskip("pyarrow")
psutil = pytest.importorskip("psutil")

TEXTS = [
    f"Report {k}. It may rain on day {k}, some officials fear. " * (1 + k % 7) for k in range(4000)
]


def expected():
    columns = hedging.detect_batch(TEXTS).columns("document")
    return list(
        zip(
            range(len(TEXTS)),
            columns["score"].tolist(),
            columns["hedged_sentences"].tolist(),
            strict=True,
        )
    )


class Killer(threading.Thread):
    """Kills the first child process that `wanted` accepts."""

    def __init__(self, wanted):
        super().__init__(daemon=True)
        self.wanted, self.killed = wanted, 0

    def run(self):
        while not self.killed:
            time.sleep(0.05)
            for child in psutil.Process().children(recursive=True):
                try:
                    if self.wanted(child):
                        os.kill(child.pid, signal.SIGKILL)
                        self.killed = child.pid
                        return
                except (psutil.Error, ProcessLookupError):
                    continue


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", 100)
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kill", [False, True])
def test_spark(spark, kill):
    from hedging.integrations import frames as adapter

    frame = spark.createDataFrame(list(enumerate(TEXTS)), "n int, text string").repartition(4)
    # A daemon forks the Python workers; a task whose worker is killed runs again.
    killer = Killer(
        lambda child: "pyspark.daemon" in " ".join(child.cmdline()) and child.cpu_times().user > 0.1
    )
    if kill:
        killer.start()
    rows = adapter.score_frame(frame, keep=["n"]).collect()
    assert sorted((row.n, row.score, row.hedged_sentences) for row in rows) == expected()
    if kill and not killer.killed:
        pytest.skip("the job was over before a worker could be killed")


@pytest.mark.filterwarnings("ignore")
def test_spark_cues_and_errors(spark):
    from hedging.integrations import frames as adapter

    frame = spark.createDataFrame([(1, "It may rain."), (2, None)], "n int, text string")
    (row,) = adapter.score_frame(frame, level="cue", keep=["n"]).collect()
    assert (row.n, row.start, row.end, row.text, row.kind) == (1, 3, 6, "may", "epistemic")
    with pytest.raises(hedging.InputError, match="no column 'body'"):
        adapter.score_frame(frame, "body")


@pytest.fixture(scope="module")
def ray():
    library = pytest.importorskip("ray")
    library.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield library
    library.shutdown()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kill", [False, True])
def test_ray(ray, kill):
    data = pytest.importorskip("ray.data")
    from hedging.integrations import frames

    dataset = data.from_items([{"n": k, "text": text} for k, text in enumerate(TEXTS)]).repartition(
        40
    )
    killer = Killer(lambda child: "ray::MapBatches" in " ".join(child.cmdline()))
    if kill:
        killer.start()
    rows = frames.score_dataset(dataset, keep=["n"], batch_size=100).take_all()
    assert sorted((row["n"], row["score"], row["hedged_sentences"]) for row in rows) == expected()
    if kill and not killer.killed:
        pytest.skip("the job was over before a worker could be killed")
