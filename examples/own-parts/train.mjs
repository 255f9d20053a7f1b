// Trains with parts of one's own: optimizer, loss, schedule, metric, augmentation and a callback. The run resumes from its checkpoint.
import * as tf from '@tensorflow/tfjs';
import { augmentImage, createModel, createSyntheticFaces, findLearningRate, train } from '@ferkit/core';

/** Lion (Chen et al. 2023): the sign of a momentum. */
const lion = {
  name: 'lion 0.9 0.99',
  slots: ['momentum'],
  stepNumbers: ({ learningRate, weightDecay }) => [learningRate, learningRate * weightDecay],
  update: ({ weight, gradient, slots: [momentum], numbers: [rate, decay] }) => {
    const direction = tf.sign(tf.add(tf.mul(momentum, 0.9), tf.mul(gradient, 0.1)));
    return {
      weight: tf.sub(weight, tf.add(tf.mul(direction, rate), tf.mul(weight, decay))),
      slots: [tf.add(tf.mul(momentum, 0.99), tf.mul(gradient, 0.01))],
    };
  },
};

/** PolyLoss (Leng et al. 2022): cross-entropy and a multiple of the score that is missing. */
const poly = {
  name: 'poly 1',
  replayable: true,
  compute: (logits, targets) => {
    const logScores = tf.logSoftmax(logits);
    const entropy = tf.neg(tf.sum(tf.mul(targets, logScores), 1));
    return tf.add(entropy, tf.sub(tf.sum(targets, 1), tf.sum(tf.mul(targets, tf.exp(logScores)), 1)));
  },
};

/** A schedule: up in a line, then down in one. */
const triangle = ({ epoch, batch, batches, epochs, learningRate }) =>
  learningRate * (1 - Math.abs((2 * (epoch + batch / batches)) / epochs - 1));

/** A metric: the recall of the label that is recognised worst. */
const worstRecall = {
  name: 'worst recall',
  better: 'higher',
  score: ({ confusion: { counts } }) =>
    Math.min(
      ...counts.map(
        (row, label) =>
          row[label] /
          Math.max(
            1,
            row.reduce((sum, count) => sum + count, 0),
          ),
      ),
    ),
};

/** An augmentation: the built-in ones, then a dark line. */
const scratch = {
  name: 'scratch',
  apply: (image, random) => {
    const pixels = new Uint8Array(image.pixels.length);
    augmentImage(image, pixels, { rotate: 5 }, random);
    const row = random.integer(image.height);
    pixels.fill(0, row * image.width, (row + 1) * image.width);
    return { ...image, pixels };
  },
};

/** A callback with a state: ends the run after as many minutes of training, also if it was resumed in between. */
const limitMinutes = (minutes) => {
  let seconds = 0;
  return {
    name: 'limit of time',
    onEvent: (event, run) => {
      if (event.type === 'epoch') seconds += event.seconds;
      if (seconds > minutes * 60) run.stop();
    },
    save: () => seconds,
    restore: (state) => (seconds = state),
  };
};

export async function trainWithOwnParts({ checkpoint, epochs = 4, count = 120 } = {}) {
  const faces = createSyntheticFaces({ count });
  const model = await createModel({ labels: faces.labels, options: { stem: 8, widths: [8, 16, 32] }, seed: 1 });
  const { suggestion } = await findLearningRate(model, faces, {
    optimizer: lion,
    loss: poly,
    batchSize: 32,
    steps: 12,
  });
  const result = await train(model, faces, {
    epochs,
    batchSize: 32,
    optimizer: lion,
    loss: poly,
    learningRate: suggestion,
    schedule: triangle,
    metric: worstRecall,
    augment: scratch,
    callbacks: [limitMinutes(10)],
    checkpoint,
  });
  return { model, result, suggestion };
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const { result } = await trainWithOwnParts({ checkpoint: process.argv[2] ?? 'own-parts.safetensors' });
  for (const { epoch, train: scores, validation } of result.history) {
    console.log(`epoch ${epoch}: loss ${scores.loss.toFixed(3)}, worst recall ${validation.own.toFixed(2)}`);
  }
}
