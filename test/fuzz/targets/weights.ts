import { choose } from '../support/choose';
import type { FuzzTarget } from '../support/FuzzTarget';
import { mutateBytes } from '../support/mutateBytes';
import { createSavedModel, toFiles, withoutChecksums } from '../support/savedModel';
import { loadAndUse } from '../support/useModel';

/** A weights file and the model.json beside it. */
interface WeightsInput {
  readonly weights: Uint8Array;
  readonly description: string;
  readonly name: string;
}

/** Weights files beside a valid model.json, with and without the checksum of the weights. */
export async function openWeights(): Promise<FuzzTarget<WeightsInput>> {
  const saved = [await createSavedModel('float32'), await createSavedModel('float16')];
  const inputs = saved.flatMap(({ description, weights, weightsName: name }): WeightsInput[] => [
    { weights, name, description: JSON.stringify(description) },
    { weights, name, description: JSON.stringify(withoutChecksums(description)) },
  ]);
  const unchecked = inputs[1]!;
  const filled = (value: number): WeightsInput => ({
    ...unchecked,
    weights: new Uint8Array(new Float32Array(unchecked.weights.length / 4).fill(value).buffer),
  });
  return {
    seeds: inputs,
    hostile: [
      { name: 'not-a-number', expected: 'MODEL_CORRUPT', create: () => filled(NaN) },
      { name: 'infinite', expected: 'MODEL_CORRUPT', create: () => filled(Infinity) },
      { name: 'too-large-to-sum', expected: 'MODEL_CORRUPT', create: () => filled(3e38) },
      { name: 'empty', expected: 'MODEL_CORRUPT', create: () => ({ ...unchecked, weights: new Uint8Array() }) },
      {
        name: 'sixteen-mebibytes-too-many',
        expected: 'MODEL_CORRUPT',
        create: () => ({ ...unchecked, weights: new Uint8Array(1 << 24) }),
      },
    ],
    mutate: (random) => {
      const input = choose(random, [...inputs, unchecked]);
      return { ...input, weights: mutateBytes(random, input.weights, { others: saved.map(({ weights }) => weights) }) };
    },
    run: ({ weights, description, name }) => loadAndUse(toFiles(description, name, weights), undefined),
    toBytes: ({ weights }) => weights,
  };
}
