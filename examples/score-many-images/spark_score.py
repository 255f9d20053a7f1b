"""Scores images on Spark: reads a text file with one path or URL per line, writes one line of JSON per image.

    spark-submit spark_score.py names.txt results

Every executor needs Node and ferkit, and must see the images under the same names. `score` does the work and does not depend on
Spark. With Ray: `dataset.map_batches(lambda batch: {"line": list(score(batch["text"]))})`.
"""

import subprocess
import sys
import threading

FERKIT = ("npx", "ferkit")


def score(names, options=(), ferkit=FERKIT):
    """Yields one line of JSON per name, in order, from one ferkit process.

    Names and lines are streamed, so a partition can have any length. Raises if a name has no line, so that the engine
    restarts the partition. An image that cannot be read has a line with its error.
    """
    command = [*ferkit, "predict", "--json", *options, "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    sent = 0

    def feed():
        nonlocal sent
        try:
            for name in names:
                sent += 1
                process.stdin.write(f"{name}\n")
            process.stdin.close()
        except BrokenPipeError:
            pass  # ferkit exited early; the check below raises.

    # In a thread: if one thread wrote and read, two full pipes would block both processes.
    feeder = threading.Thread(target=feed)
    feeder.start()
    received = 0
    for line in process.stdout:
        received += 1
        yield line.rstrip("\n")
    feeder.join()
    code = process.wait()
    if received != sent or code not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with exit code {code} after {received} of {sent} images")


def main(names, results):
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("ferkit").getOrCreate()
    lines = spark.read.text(names).rdd.map(lambda row: row.value)
    lines.mapPartitions(score).saveAsTextFile(results)


if __name__ == "__main__":
    main(*sys.argv[1:])
