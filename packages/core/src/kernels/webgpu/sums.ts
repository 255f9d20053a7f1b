import type * as tf from '@tensorflow/tfjs';
import {
  BUSY_THREADS,
  layoutThreads,
  float32,
  type WebgpuBackend,
  type WebgpuProgram,
  int32,
} from '../../tfjs/WebgpuBackend';

/** Terms that are summed over the rows, for inputs `x` [rows, channels], `mean` [channels] and `dy` [rows, channels]. */
const kinds = {
  values: { inputs: ['x'], term: 'x' },
  squares: { inputs: ['x', 'mean'], term: '(x - mean) * (x - mean)' },
  products: { inputs: ['x', 'mean', 'dy'], term: 'dy * (x - mean)' },
} as const;

/** Bounds of the number of partial sums: fewer leave the GPU idle with many channels, more take longer to add up than they save. */
const PARTS = { minimum: 128, maximum: 1024 };

/**
 * Sums a term over the rows, for each channel: partial sums first, then their sum in a fixed order, so that results are
 * deterministic.
 *
 * @param inputs - inputs of the kind, in its order
 * @param factor - multiplies the sums
 * @returns [channels]
 */
export function channelSums(
  backend: WebgpuBackend,
  kind: keyof typeof kinds,
  inputs: readonly tf.TensorInfo[],
  factor = 1,
): tf.TensorInfo {
  const [rows, channels] = inputs[0]!.shape as [number, number];
  const wanted = Math.min(PARTS.maximum, Math.max(PARTS.minimum, Math.ceil(BUSY_THREADS / channels)));
  const parts = Math.min(rows, wanted);
  const partial = backend.runWebGPUProgram(channelSumsProgram(kind, channels, parts), inputs, 'float32', [
    int32(rows),
    int32(channels),
    int32(parts),
  ]);
  return sumParts(backend, partial, factor);
}

function channelSumsProgram(kind: keyof typeof kinds, channels: number, parts: number): WebgpuProgram {
  const { inputs, term } = kinds[kind];
  const component = channels % 4 === 0 ? 4 : 1;
  const reads = { x: 'getX(row, channel)', mean: 'getMean(channel)', dy: 'getDy(row, channel)' } as const;
  return {
    variableNames: inputs,
    variableComponents: inputs.map(() => component),
    uniforms: 'rows : i32, channels : i32, parts : i32,',
    outputShape: [parts, channels],
    outputComponent: component,
    ...layoutThreads((parts * channels) / component),
    shaderKey: `ferkitChannelSums_${kind}_${component}`,
    getUserCode: () => `
      fn main(index : i32) {
        let blocks = uniforms.channels / ${component};
        let part = index / blocks;
        if (part >= uniforms.parts) { return; }
        let channel = (index - part * blocks) * ${component};
        var sum = ${component === 4 ? 'vec4<f32>(0.0)' : '0.0'};
        // Adjacent threads read adjacent memory.
        for (var row = part; row < uniforms.rows; row += uniforms.parts) {
          ${inputs.map((name) => `let ${name} = ${reads[name]};`).join('\n          ')}
          sum += ${term};
        }
        setOutputAtIndex(index, sum);
      }
    `,
  };
}

/** Sums [parts, numbers] over the parts in their order and multiplies by the factor. Disposes the partial sums. */
export function sumParts(backend: WebgpuBackend, partial: tf.TensorInfo, factor = 1): tf.TensorInfo {
  const [parts, numbers] = partial.shape as [number, number];
  const sums = backend.runWebGPUProgram(sumPartsProgram(numbers), [partial], 'float32', [
    int32(parts),
    int32(numbers),
    float32(factor),
  ]);
  backend.disposeData(partial.dataId);
  return sums;
}

const sumPartsProgram = (numbers: number): WebgpuProgram => ({
  variableNames: ['x'],
  variableComponents: [1],
  uniforms: 'parts : i32, numbers : i32, factor : f32,',
  outputShape: [numbers],
  outputComponent: 1,
  ...layoutThreads(numbers),
  shaderKey: 'ferkitSumParts',
  getUserCode: () => `
    fn main(index : i32) {
      if (index >= uniforms.numbers) { return; }
      var sum = 0.0;
      for (var part = 0; part < uniforms.parts; part++) {
        sum += getX(part, index);
      }
      setOutputAtIndex(index, sum * uniforms.factor);
    }
  `,
});
