"""What Keras takes to train, for training.mjs: training.py <network> <batch size> <steps> <steps before>."""

import json
import resource
import sys
import time

import keras
import numpy as np
from keras import layers


def bst261(classes):
    parts = [layers.Input((48, 48, 1))]
    for filters in (32, 64, 128):
        parts += [layers.Conv2D(filters, 3, padding="same", activation="relu") for _ in range(3)]
        parts.append(layers.MaxPooling2D(2))
    parts += [layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu")]
    return keras.Sequential([*parts, layers.Dense(classes, activation="softmax")])


def fer_cnn(classes, stem=16, widths=(32, 64, 128)):
    def convolve(x, filters, strides=1):
        x = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization(momentum=0.9)(x)

    def weigh_channels(x, channels):
        squeezed = layers.Dense(max(4, channels >> 3), activation="relu")(layers.GlobalAveragePooling2D()(x))
        weights = layers.Dense(channels, activation="sigmoid")(squeezed)
        return layers.Multiply()([x, layers.Reshape((1, 1, channels))(weights)])

    image = layers.Input((48, 48, 1))
    x = layers.ReLU()(convolve(image, stem))
    for width in widths:
        x = layers.ReLU()(convolve(x, width, 2))
        x = layers.ReLU()(layers.Add()([x, weigh_channels(convolve(x, width), width)]))
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(image, layers.Dense(classes, activation="softmax")(x))


network = sys.argv[1]
batch_size, steps, warm_up = map(int, sys.argv[2:])
model = {"bst261": bst261, "fer-cnn": fer_cnn}[network](7)
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
random = np.random.default_rng(1)
images = random.random((batch_size * steps, 48, 48, 1), dtype="float32")
targets = np.eye(7, dtype="float32")[random.integers(0, 7, len(images))]
first = slice(batch_size * warm_up)
model.fit(images[first], targets[first], batch_size=batch_size, verbose=0)
began, began_processor = time.perf_counter(), time.process_time()
model.fit(images, targets, batch_size=batch_size, verbose=0)
seconds, processor = time.perf_counter() - began, time.process_time() - began_processor
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps({"speed": len(images) / seconds, "processor": 1000 * processor / len(images), "peak": peak}))
