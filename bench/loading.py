"""Loads FER2013 as notebooks do, for loading.mjs: loading.py <fer2013.csv[.gz]> <fromstring|split>."""

import json
import resource
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.simplefilter("ignore", DeprecationWarning)


def fromstring(text):
    return np.fromstring(text, dtype="float32", sep=" ")


def split(text):
    return np.asarray(text.split(" "), dtype="float32")


path, way = sys.argv[1:]
parse = {"fromstring": fromstring, "split": split}[way]
began, began_processor = time.perf_counter(), time.process_time()
table = pd.read_csv(path)
images = np.stack([parse(text) for text in table["pixels"]]).reshape(-1, 48, 48, 1) / 255
targets = pd.get_dummies(table["emotion"]).to_numpy(dtype="float32")
splits = table["Usage"].to_numpy()
seconds, processor = time.perf_counter() - began, time.process_time() - began_processor
assert images.dtype == np.float32 and len(images) == len(targets) == len(splits)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps({"images": len(images), "seconds": seconds, "processor": processor, "peak": peak}))
