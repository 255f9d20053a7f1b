import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { distillLabels, train } from '@ferkit/core';
import { createStripes } from '../support/createStripes';
import { createTinyModel } from '../support/tinyNet';

const stripes = createStripes();

test('mixes the scores of several teachers with the labels', async () => {
  const teachers = [await createTinyModel({ seed: 1 }), await createTinyModel({ seed: 2 })];
  const tensors = tf.memory().numTensors;
  const soft = await distillLabels(stripes, teachers, { share: 0.6, temperature: 3 });
  expect(tf.memory().numTensors).toBe(tensors);
  const [first, second] = await Promise.all(
    teachers.map((teacher) => teacher.predict([stripes.image(5)], { temperature: 3 })),
  );
  const classes = stripes.labels.length;
  for (let label = 0; label < classes; label++) {
    const own = stripes.labelIndices[5] === label ? 1 : 0;
    const expected = 0.4 * own + 0.3 * first![0]![label]! + 0.3 * second![0]![label]!;
    expect(soft.softLabels![5 * classes + label]).toBeCloseTo(expected, 5);
  }
  expect([soft.size, soft.labels]).toEqual([stripes.size, stripes.labels]);
  teachers.forEach((teacher) => teacher.dispose());
});

test('averages views, with temperature false at the temperature of the teacher', async () => {
  const teacher = await createTinyModel();
  teacher.annotate({ temperature: 0.5 });
  const soft = await distillLabels(stripes, teacher, { share: 1, temperature: false, views: 2 });
  const [scores] = await teacher.predict([stripes.image(5)], { views: 2 });
  const classes = stripes.labels.length;
  [...scores!].forEach((score, label) => expect(soft.softLabels![5 * classes + label]).toBeCloseTo(score, 6));
  teacher.dispose();
});

test('trains a student on a teacher alone', async () => {
  const teacher = await createTinyModel();
  await train(teacher, stripes, { epochs: 8, batchSize: 16, learningRate: 0.01, augment: false });
  const soft = await distillLabels(stripes.selectSplit('train'), teacher, { share: 1 });
  const student = await createTinyModel({ seed: 9 });
  const { history } = await train(
    student,
    { train: soft, validation: stripes.selectSplit('validation') },
    { epochs: 8, batchSize: 16, learningRate: 0.01, augment: false, labelSmoothing: 0 },
  );
  expect(Math.max(...history.map(({ validation }) => validation!.accuracy))).toBeGreaterThan(0.9);
  teacher.dispose();
  student.dispose();
});

test('refuses invalid shares and temperatures, no teacher, and one of other labels', async () => {
  const teacher = await createTinyModel();
  for (const options of [{ share: 0 }, { share: 1.1 }, { temperature: 0 }, { temperature: Infinity }]) {
    await expect(distillLabels(stripes, teacher, options)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  }
  await expect(distillLabels(stripes, [])).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  const other = await createTinyModel({ labels: ['yes', 'no'] });
  await expect(distillLabels(stripes, other)).rejects.toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
  teacher.dispose();
  other.dispose();
});
