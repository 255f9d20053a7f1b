import type * as tf from '@tensorflow/tfjs';
import { runShader } from './runShader';
import {
  BUSY_THREADS,
  layoutThreads,
  float32,
  type Uniform,
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
      let rowsOfPart = ${ROWS_OF_PART};
      second -= first * first / rowsOfPart;
      first = origin + first / rowsOfPart;`,
  });
  const [mean, variance] = combine(backend, {
    name: 'moments',
    inputs: { partial },
    outputs: ['mean', 'variance'],
    numbers: { rows: int32(rows) },
    code: `
      var sum = 0.0;
      for (var part = 0; part < uniforms.parts; part++) {
        sum += partial[part * uniforms.threads + index] * ${ROWS_OF_PART};
      }
      let average = sum / f32(uniforms.rows);
      var squares = 0.0;
      for (var part = 0; part < uniforms.parts; part++) {
        let distance = partial[part * uniforms.threads + index] - average;
        squares += partial[(uniforms.parts + part) * uniforms.threads + index] + ${ROWS_OF_PART} * distance * distance;
      }
      mean[index] = average;
      variance[index] = squares / f32(uniforms.rows);`,
  });
  backend.disposeData(partial.dataId);
  return { mean: mean!, variance: variance! };
}

/**
 * The gradients of beta, for each channel the sum of `dy`, and of gamma, that of `dy * (x - mean) / sqrt(variance + epsilon)`, from one pass
 * over the rows.
 * @returns two tensors of shape [channels]
 */
export function scaleGradients(
  backend: WebgpuBackend,
  { x, mean, variance, dy }: Readonly<Record<'x' | 'dy', Rows>> & Readonly<Record<'mean' | 'variance', tf.TensorInfo>>,
  epsilon: number,
): { ofBeta: tf.TensorInfo; ofGamma: tf.TensorInfo } {
  const partial = sumPartly(backend, [x, mean, dy], {
    name: 'gradients',
    inputs: ['x', 'mean', 'dy'],
    begin: 'let mean = getMean(channel);',
    row: 'let dy = getDy(row, channel); first += dy; second += dy * (getX(row, channel) - mean);',
    end: '',
  });
  const [ofBeta, ofGamma] = combine(backend, {
    name: 'scaleGradients',
    inputs: { partial, variance },
    outputs: ['ofBeta', 'ofGamma'],
    numbers: { epsilon: float32(epsilon) },
    code: `
      var sum = 0.0;
      var product = 0.0;
      for (var part = 0; part < uniforms.parts; part++) {
        sum += partial[part * uniforms.threads + index];
        product += partial[(uniforms.parts + part) * uniforms.threads + index];
      }
      ofBeta[index] = sum;
      ofGamma[index] = product * inverseSqrt(variance[index] + uniforms.epsilon);`,
  });
  backend.disposeData(partial.dataId);
  return { ofBeta: ofBeta!, ofGamma: ofGamma! };
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

/** WGSL: the number of rows that a part has summed. */
const ROWS_OF_PART = 'f32((uniforms.rows - part + uniforms.parts - 1) / uniforms.parts)';

/** Combines the parts of {@link sumPartly} in their order, one channel a thread. */
interface Combination {
  readonly name: string;
  readonly inputs: Readonly<Record<string, tf.TensorInfo>> & { readonly partial: Rows };
  readonly outputs: readonly string[];
  readonly numbers: Readonly<Record<string, Uniform>>;
  /** WGSL for the channel `index` of `uniforms.threads`. */
  readonly code: string;
}

/** @returns for each output a tensor of shape [channels] */
function combine(backend: WebgpuBackend, { name, inputs, outputs, numbers, code }: Combination): tf.TensorInfo[] {
  const [halves, channels] = inputs.partial.shape;
  return runShader(backend, {
    name,
    inputs,
    outputs: Object.fromEntries(outputs.map((output) => [output, [channels]])),
    numbers: { parts: int32(halves / 2), ...numbers },
    component: 1,
    threads: channels,
    code,
  });
}

/** Sums [parts, numbers] over the parts in their order. Disposes the partial sums. */
export function sumParts(backend: WebgpuBackend, partial: tf.TensorInfo): tf.TensorInfo {
  const [parts, numbers] = partial.shape as [number, number];
  const [sums] = runShader(backend, {
    name: 'sumParts',
    inputs: { partial },
    outputs: { sums: [numbers] },
    numbers: { parts: int32(parts) },
    component: 1,
    threads: numbers,
    code: `
      var sum = 0.0;
      for (var part = 0; part < uniforms.parts; part++) {
        sum += partial[part * uniforms.threads + index];
      }
      sums[index] = sum;`,
  });
  backend.disposeData(partial.dataId);
  return sums!;
}
