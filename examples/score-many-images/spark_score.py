"""Scores images on Spark: a text file with a path or URL a line goes in, and lines of JSON come out.

    spark-submit spark_score.py names.txt results

Every executor needs Node and ferkit, and sees the images by the same names. `score` is all there is to it, and needs no Spark:
Ray takes it as `dataset.map_batches(lambda batch: {"line": list(score(batch["text"]))})`.
"""

import subprocess
import sys
import threading

FERKIT = ("npx", "ferkit")


def score(names, options=(), ferkit=FERKIT):
    """Gives a line of JSON for each name, as they come, with one process of ferkit for all of them.

    Neither names nor lines are held: a partition may be as long as it likes. Raises where a name has no line, so that the
    engine begins the partition again; an image that cannot be read has a line that says so.
    """
    command = [*ferkit, "predict", "--json", *options, "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    given = 0

    def feed():
        nonlocal given
        try:
            for name in names:
                given += 1
                process.stdin.write(f"{name}\n")
            process.stdin.close()
        except BrokenPipeError:
            pass  # It ended too soon, which is told below.

    # Beside the reading: with both pipes full, each end would wait for the other.
    feeder = threading.Thread(target=feed)
    feeder.start()
    told = 0
    for line in process.stdout:
        told += 1
        yield line.rstrip("\n")
    feeder.join()
    code = process.wait()
    if told != given or code not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with exit code {code} after {told} of {given} images")


def main(names, results):
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("ferkit").getOrCreate()
    lines = spark.read.text(names).rdd.map(lambda row: row.value)
    lines.mapPartitions(score).saveAsTextFile(results)


if __name__ == "__main__":
    main(*sys.argv[1:])
