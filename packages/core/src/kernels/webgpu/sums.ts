import type * as tf from '@tensorflow/tfjs';
import {
  BUSY_THREADS,
  layoutThreads,
  float32,
  type WebgpuBackend,
  type WebgpuProgram,
  int32,
} from '../../tfjs/WebgpuBackend';

/** Bounds of the number of partial sums: fewer leave the GPU idle with many channels, more take longer to add up than they save. */
const PARTS = { minimum: 128, maximum: 1024 };

/** A tensor flattened to rows of channels. */
type Rows = tf.TensorInfo & { readonly shape: [number, number] };

/**
 * Mean and population variance of each channel, from one pass over the rows: each part of the rows has its own mean and sum of squared
 * distances from it, which are then combined in a fixed order (T. F. Chan and others 1983, doi:10.1080/00031305.1983.10483115).
 *
 * @returns two tensors of shape [channels]
 */
export function channelMoments(backend: WebgpuBackend, x: Rows): { mean: tf.TensorInfo; variance: tf.TensorInfo } {
  const [rows] = x.shape;
  // The first row of a part is subtracted from the others, so that large means cancel no digits of the squares.
  const partial = sumPartly(backend, [x], {
    name: 'moments',
    inputs: ['x'],
    begin: 'let origin = getX(part, channel);',
    row: 'let distance = getX(row, channel) - origin; first += distance; second += distance * distance;',
    end: `
      let rowsOfPart = f32((uniforms.rows - part + uniforms.parts - 1) / uniforms.parts);
      second -= first * first / rowsOfPart;
      first = origin + first / rowsOfPart;`,
  });
  const mean = combine(backend, [partial], {
    name: 'mean',
    inputs: ['x'],
    rows,
    term: 'getX(part, index) * rowsOfPart',
    factor: 1 / rows,
  });
  const variance = combine(backend, [partial, mean], {
    name: 'variance',
    inputs: ['x', 'mean'],
    rows,
    begin: 'let mean = getMean(index);',
    term: 'getX(uniforms.parts + part, index) + rowsOfPart * (getX(part, index) - mean) * (getX(part, index) - mean)',
    factor: 1 / rows,
  });
  backend.disposeData(partial.dataId);
  return { mean, variance };
}

/**
 * For each channel the sum of `dy` and that of `dy * (x - mean)`, from one pass over the rows.
 * @returns two tensors of shape [channels]
 */
export function gradientSums(
  backend: WebgpuBackend,
  { x, mean, dy }: { readonly x: Rows; readonly mean: tf.TensorInfo; readonly dy: Rows },
): { sum: tf.TensorInfo; product: tf.TensorInfo } {
  const partial = sumPartly(backend, [x, mean, dy], {
    name: 'gradients',
    inputs: ['x', 'mean', 'dy'],
    begin: 'let mean = getMean(channel);',
    row: 'let dy = getDy(row, channel); first += dy; second += dy * (getX(row, channel) - mean);',
    end: '',
  });
  const [sum, product] = [0, 1].map((half) =>
    combine(backend, [partial], {
      name: `half${half}`,
      inputs: ['x'],
      rows: x.shape[0],
      term: `getX(${half} * uniforms.parts + part, index)`,
      factor: 1,
    }),
  );
  backend.disposeData(partial.dataId);
  return { sum: sum!, product: product! };
}

/** Two numbers, `first` and `second`, that a thread accumulates over the rows of a part for a channel. */
interface PartialSums {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly begin: string;
  readonly row: string;
  readonly end: string;
}

/** @returns [2 x parts, channels]: the first number of all parts, then the second */
function sumPartly(
  backend: WebgpuBackend,
  inputs: readonly [Rows, ...tf.TensorInfo[]],
  { name, inputs: names, begin, row, end }: PartialSums,
): Rows {
  const [rows, channels] = inputs[0].shape;
  const wanted = Math.min(PARTS.maximum, Math.max(PARTS.minimum, Math.ceil(BUSY_THREADS / channels)));
  const parts = Math.min(rows, wanted);
  const component = channels % 4 === 0 ? 4 : 1;
  const zero = component === 4 ? 'vec4<f32>(0.0)' : '0.0';
  const program: WebgpuProgram = {
    variableNames: names,
    variableComponents: names.map(() => component),
    uniforms: 'rows : i32, channels : i32, parts : i32,',
    outputShape: [2 * parts, channels],
    outputComponent: component,
    ...layoutThreads((parts * channels) / component),
    shaderKey: `ferkitPartialSums_${name}_${component}`,
    getUserCode: () => `
      fn main(index : i32) {
        let blocks = uniforms.channels / ${component};
        let part = index / blocks;
        if (part >= uniforms.parts) { return; }
        let channel = (index - part * blocks) * ${component};
        var first = ${zero};
        var second = ${zero};
        ${begin}
        // Adjacent threads read adjacent memory.
        for (var row = part; row < uniforms.rows; row += uniforms.parts) {
          ${row}
        }
        ${end}
        setOutputAtIndex(index, first);
        setOutputAtIndex(uniforms.parts * blocks + index, second);
      }
    `,
  };
  return backend.runWebGPUProgram(program, inputs, 'float32', [int32(rows), int32(channels), int32(parts)]) as Rows;
}

/** Sums a term over the parts of {@link sumPartly}, in their order. */
interface Combination {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Number of rows that were summed. */
  readonly rows: number;
  readonly begin?: string;
  /** WGSL expression of `part`, `index` (the channel) and `rowsOfPart`. */
  readonly term: string;
  /** Multiplies the sum. */
  readonly factor: number;
}

/** @returns [channels] */
function combine(
  backend: WebgpuBackend,
  inputs: readonly [Rows, ...tf.TensorInfo[]],
  { name, inputs: names, rows, begin = '', term, factor }: Combination,
): tf.TensorInfo {
  const [halves, channels] = inputs[0].shape;
  const program: WebgpuProgram = {
    variableNames: names,
    variableComponents: names.map(() => 1),
    uniforms: 'parts : i32, numbers : i32, rows : i32, factor : f32,',
    outputShape: [channels],
    outputComponent: 1,
    ...layoutThreads(channels),
    shaderKey: `ferkitCombine_${name}`,
    getUserCode: () => `
      fn main(index : i32) {
        if (index >= uniforms.numbers) { return; }
        ${begin}
        var sum = 0.0;
        for (var part = 0; part < uniforms.parts; part++) {
          let rowsOfPart = f32((uniforms.rows - part + uniforms.parts - 1) / uniforms.parts);
          sum += ${term};
        }
        setOutputAtIndex(index, sum * uniforms.factor);
      }
    `,
  };
  const uniforms = [int32(halves / 2), int32(channels), int32(rows), float32(factor)];
  return backend.runWebGPUProgram(program, inputs, 'float32', uniforms);
}

/** Sums [parts, numbers] over the parts in their order. Disposes the partial sums. */
export function sumParts(backend: WebgpuBackend, partial: tf.TensorInfo): tf.TensorInfo {
  const [parts, numbers] = partial.shape as [number, number];
  const sums = backend.runWebGPUProgram(sumPartsProgram(numbers), [partial], 'float32', [int32(parts), int32(numbers)]);
  backend.disposeData(partial.dataId);
  return sums;
}

const sumPartsProgram = (numbers: number): WebgpuProgram => ({
  variableNames: ['x'],
  variableComponents: [1],
  uniforms: 'parts : i32, numbers : i32,',
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
      setOutputAtIndex(index, sum);
    }
  `,
});
