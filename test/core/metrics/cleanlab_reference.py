"""Prints the label errors that cleanlab finds in the cases of syntheticPredictions.ts; the output is kept beside this file:

    python3 cleanlab_reference.py > cleanlab_reference.json; npx prettier --write cleanlab_reference.json
      (cleanlab 2.9, numpy 2.4)

The confident joint is that of the paper, written out here with numpy: cleanlab's own takes the highest score of all labels where several
pass their thresholds, the paper the highest of those that pass. cleanlab chooses the samples.
"""

import json

import numpy as np
from cleanlab.filter import find_label_issues


def noise(seed):
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield state >> 24


def build(samples, classes, seed):
    """The kind "plain" of syntheticPredictions.ts."""
    numbers = noise(seed)
    given, scores = [], []
    for _ in range(samples):
        own = next(numbers) % classes
        weights = [8 * (1 + next(numbers)) ** 2 + k for k in range(classes)]
        if next(numbers) < 128:
            weights[own] += 480_000
        total = sum(weights)
        given.append(own)
        scores.append([weight / total for weight in weights])
    return np.array(given), np.array(scores, dtype=np.float32).astype(np.float64)


def confident_joint(given, scores):
    classes = scores.shape[1]
    thresholds = np.array([scores[given == label, label].mean() for label in range(classes)])
    joint = np.zeros((classes, classes))
    for label, row in zip(given, scores):
        passing = np.where(row >= thresholds - 1e-6, row, -1)
        if passing.max() >= 0:
            joint[label, passing.argmax()] += 1
    np.fill_diagonal(joint, np.maximum(joint.diagonal(), 1))
    counts = np.bincount(given, minlength=classes)
    return np.floor(joint * counts[:, None] / joint.sum(axis=1, keepdims=True) + 0.5).astype(int)


cases = []
for samples, classes, seed in [(200, 3, 1), (700, 7, 2), (60, 2, 3)]:
    given, scores = build(samples, classes, seed)
    issues = find_label_issues(
        given, scores, filter_by='prune_by_noise_rate', confident_joint=confident_joint(given, scores), n_jobs=1
    )
    cases.append({'samples': samples, 'classes': classes, 'seed': seed, 'found': np.flatnonzero(issues).tolist()})
print(json.dumps(cases))
