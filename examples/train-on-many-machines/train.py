"""Trains a ferkit network on several machines. Each machine runs this script with its own shard; TF_CONFIG gives its index.

    TF_CONFIG='{"cluster": {"worker": ["host-a:2222", "host-b:2222"]}, "task": {"type": "worker", "index": 0}}' \\
        python train.py work --epochs 12

The first worker writes the network to WORK/trained.keras and its scores on the test set to WORK/keras.json.
The training loop is explicit because `fit` of Keras 3 (3.15) does not support MultiWorkerMirroredStrategy.
"""

import argparse
import json
import os

import keras
import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument("work")
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--batch", type=int, default=64, help="images per step on each worker")
parser.add_argument("--rate", type=float, default=0.001)
options = parser.parse_args()

# Must be the first call into TensorFlow: it connects the workers.
strategy = tf.distribute.MultiWorkerMirroredStrategy()
worker = json.loads(os.environ["TF_CONFIG"])["task"]["index"]


def read(folder):
    """Images with values from 0 to 255, because scaling is a layer of the network, and labels."""
    images = np.load(f"{folder}/images.npy").astype(np.float32)
    return images, np.load(f"{folder}/labels.npy").astype(np.int32)


images, labels = read(f"{options.work}/shard-{worker}")
steps = len(images) // options.batch
assert steps > 0, f"a batch of {options.batch} is more than the {len(images)} images of a shard"
global_batch = options.batch * strategy.num_replicas_in_sync

with strategy.scope():
    model = keras.saving.load_model(f"{options.work}/net.keras")
    optimizer = keras.optimizers.Adam(options.rate)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy(reduction="none")


def batches(_):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    data = data.shuffle(len(images), seed=worker, reshuffle_each_iteration=True)
    return data.batch(options.batch, drop_remainder=True).repeat()


def take_step(batch, truth):
    with tf.GradientTape() as tape:
        scores = model(batch, training=True)
        # Divided by the global batch, because the all-reduce sums the gradients of all workers.
        loss = tf.reduce_sum(loss_of(truth, scores)) / global_batch
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    right = tf.reduce_sum(tf.cast(tf.argmax(scores, 1, tf.int32) == truth, tf.float32)) / global_batch
    return loss, right


@tf.function
def train_step(iterator):
    loss, right = strategy.run(take_step, args=next(iterator))
    return strategy.reduce("SUM", loss, axis=None), strategy.reduce("SUM", right, axis=None)


iterator = iter(strategy.distribute_datasets_from_function(batches))
for epoch in range(options.epochs):
    results = [[float(value) for value in train_step(iterator)] for _ in range(steps)]
    loss, accuracy = np.mean(results, axis=0)
    print(f"worker {worker} epoch {epoch + 1} loss {loss:.4f} accuracy {accuracy:.4f}", flush=True)

# Running statistics of batch normalization differ between workers; average them.
for variable in model.non_trainable_variables:
    mean = strategy.reduce("MEAN", strategy.run(lambda value=variable: tf.convert_to_tensor(value.value)), axis=None)
    variable.assign(mean)

if worker == 0:
    model.save(f"{options.work}/trained.keras")
    images, labels = read(f"{options.work}/test")
    scores = np.concatenate([model(images[at : at + 256], training=False) for at in range(0, len(images), 256)])
    log_loss = -np.mean(np.log(np.maximum(scores[np.arange(len(labels)), labels], 1e-15)))
    confusion = np.zeros((scores.shape[1], scores.shape[1]), int)
    np.add.at(confusion, (labels, scores.argmax(1)), 1)
    right, occurring = np.diag(confusion), confusion.sum(0) + confusion.sum(1)
    report = {
        "accuracy": float(right.sum() / len(labels)),
        "loss": float(log_loss),
        "macroF1": float(np.mean((2 * right / np.maximum(occurring, 1))[occurring > 0])),
        "confusion": confusion.tolist(),
    }
    with open(f"{options.work}/keras.json", "w") as file:
        json.dump(report, file)
    print(f"on the test set: accuracy {report['accuracy']:.4f}, loss {report['loss']:.4f}")
