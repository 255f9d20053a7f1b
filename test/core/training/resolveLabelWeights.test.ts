import { expect, test } from 'vitest';
import { resolveLabelWeights } from '#core/training/batches/createBatch';
import { createSamples } from '../datasets/support/createSamples';

const pets = createSamples(
  ['bird', 'cat', 'dog'],
  [
    ['cat', 'train', 1],
    ['cat', 'train', 2],
    ['cat', 'train', 3],
    ['dog', 'train', 4],
  ],
);

test('without weights each label weighs 1', () => {
  expect([...resolveLabelWeights(pets, false)]).toEqual([1, 1, 1]);
});

test('given weights are used, and labels that are left out weigh 1', () => {
  expect([...resolveLabelWeights(pets, { dog: 4, cat: 0 })]).toEqual([1, 0, 4]);
});

test('a label may have the name of an inherited property', () => {
  const odd = pets.rename({ bird: 'constructor', cat: 'toString', dog: 'length' });
  expect([...resolveLabelWeights(odd, false)]).toEqual([1, 1, 1]);
  expect([...resolveLabelWeights(odd, { length: 2 })]).toEqual([1, 1, 2]);
});

test('balanced weights are those of scikit-learn, and a label without samples weighs 1', () => {
  // compute_class_weight('balanced', classes=[0, 1, 2], y=[1, 1, 1, 2]) divides by zero for the first.
  expect([...resolveLabelWeights(pets, 'balanced')]).toEqual([1, Math.fround(4 / 9), Math.fround(4 / 3)]);
});

test('effective weights are the inverse of the effective number of samples, with the mean 1 over labels that have samples', () => {
  const [bird, cat, dog] = resolveLabelWeights(pets, 'effective');
  expect(bird).toBe(1);
  expect(cat! / dog!).toBeCloseTo((1 - 0.999) / (1 - 0.999 ** 3), 6);
  expect((cat! + dog!) / 2).toBeCloseTo(1, 6);
});
