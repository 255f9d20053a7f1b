"""Prints what scikit-learn finds for the cases of syntheticPredictions.ts; the output is kept beside this file:

    python3 sklearn_reference.py > sklearn_reference.json; npx prettier --write sklearn_reference.json
      (scikit-learn 1.9, scipy 1.17, numpy 2.4)

scikit-learn has no expected calibration error and no soft cross-entropy; these two are written out here with numpy.
"""

import json
import warnings

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    top_k_accuracy_score,
)

warnings.simplefilter('ignore')
BINS = 15


def noise(seed):
    state = seed
    while True:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        yield state >> 24


def build(samples, classes, seed, kind):
    """Scores are quotients of whole numbers, so that two languages round them to the same 32 bits; no two are equal,
    because scikit-learn breaks ties the other way round."""
    numbers = noise(seed)
    truth, scores = [], []
    for _ in range(samples):
        own = next(numbers) % (classes - 1 if kind == 'empty class' else classes)
        weights = [8 * (1 + next(numbers)) ** 2 + k for k in range(classes)]
        if next(numbers) < 128:
            weights[own] += 480_000
        if kind == 'never predicted':
            weights[1] = 1
        if kind == 'all right':
            weights[own] = 800_000
        if kind == 'all wrong':
            weights[own] = 0
        total = sum(weights)
        truth.append(own)
        scores.append([weight / total for weight in weights])
    return np.array(truth), np.array(scores, dtype=np.float32)


def calibration(truth, scores):
    confidence = scores.max(1).astype(np.float64)
    right = scores.argmax(1) == truth
    edges = np.arange(BINS + 1) / BINS
    bins, error = [], 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        count = int(inside.sum())
        mean = float(confidence[inside].mean()) if count else 0.0
        share = float(right[inside].mean()) if count else 0.0
        error += count / len(truth) * abs(mean - share)
        bins.append([count, mean, share])
    return bins, error


def temperature(truth, scores):
    logits = np.log(np.maximum(scores, np.float32(1.1754943508222875e-38))).astype(np.float32).astype(np.float64)

    def loss(log_inverse):
        z = np.exp(log_inverse) * logits
        z -= z.max(1, keepdims=True)
        return np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(len(truth)), truth])

    found = minimize_scalar(loss, bounds=(np.log(1 / 20), np.log(20)), method='bounded', options={'xatol': 1e-10})
    return float(np.exp(-found.x)), float(found.fun)


def reference(samples, classes, seed, kind='plain'):
    truth, scores = build(samples, classes, seed, kind)
    predicted = scores.argmax(1)
    labels = list(range(classes))
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, predicted, labels=labels, zero_division=0
    )
    clipped = np.maximum(scores.astype(np.float64), 1e-7)
    rows = np.arange(samples)
    # log_loss would scale rows that no longer add up to 1, so it is asked only where nothing was clipped.
    nll = (
        log_loss(truth, scores.astype(np.float64), labels=labels)
        if (scores[rows, truth] >= 1e-7).all()
        else float(-np.log(clipped[rows, truth]).mean())
    )
    soft = 0.9 * np.eye(classes)[truth] + 0.1 / classes
    bins, ece = calibration(truth, scores)
    fitted, fitted_nll = temperature(truth, scores)
    return {
        'samples': samples,
        'classes': classes,
        'seed': seed,
        'kind': kind,
        'accuracy': accuracy_score(truth, predicted),
        'balancedAccuracy': balanced_accuracy_score(truth, predicted),
        'macroF1': f1_score(truth, predicted, labels=np.unique(truth), average='macro', zero_division=0),
        'top2Accuracy': top_k_accuracy_score(truth, scores, k=2, labels=labels) if classes > 2 else 1.0,
        'nll': float(nll),
        'softLoss': float(-(soft.astype(np.float32).astype(np.float64) * np.log(clipped)).sum(1).mean()),
        'ece': ece,
        'bins': bins,
        'temperature': fitted,
        'temperatureNll': fitted_nll,
        'precision': precision.tolist(),
        'recall': recall.tolist(),
        'f1': f1.tolist(),
        'support': support.tolist(),
        'confusion': confusion_matrix(truth, predicted, labels=labels).tolist(),
    }


cases = {
    'seven labels': reference(600, 7, 1),
    'a label without samples': reference(200, 7, 2, 'empty class'),
    'a label that is never predicted': reference(200, 7, 3, 'never predicted'),
    'one sample': reference(1, 7, 4),
    'all right': reference(50, 7, 5, 'all right'),
    'all wrong': reference(50, 7, 6, 'all wrong'),
    'two labels': reference(100, 2, 7),
}
print(json.dumps(cases, indent=1))
