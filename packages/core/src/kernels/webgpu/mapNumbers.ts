import * as tf from '@tensorflow/tfjs';
import type { AdamAttributes } from '../updateAdam';
import { layoutThreads, float32, type WebgpuBackend, type WebgpuProgram, int32 } from '../../tfjs/WebgpuBackend';

/** An elementwise formula. */
export interface Formula {
  /** Unique name, part of the shader's cache key. */
  readonly name: string;
  /** WGSL expression of inputs and parameters, valid for `f32` and for `vec4<f32>`, which is used if channels are a multiple of 4. */
  readonly code: string;
  readonly inputs: readonly string[];
  readonly parameters: readonly string[];
}

/**
 * Computes a formula for each element of a tensor.
 *
 * @param inputs - [rows, channels], or [channels], which is broadcast over the rows
 * @param shape - shape of the result, [rows, channels]
 */
export function mapNumbers(
  backend: WebgpuBackend,
  { name, code, inputs: names, parameters: parameterNames }: Formula,
  inputs: readonly tf.TensorInfo[],
  parameters: readonly number[],
  shape: readonly [number, number],
): tf.TensorInfo {
  const [rows, channels] = shape;
  const component = channels % 4 === 0 ? 4 : 1;
  const ranks = inputs.map((input) => input.shape.length);
  const program: WebgpuProgram = {
    variableNames: names,
    variableComponents: names.map(() => component),
    uniforms: `numbers : i32, channels : i32, ${parameterNames.map((parameter) => `${parameter} : f32,`).join(' ')}`,
    outputShape: shape,
    outputComponent: component,
    ...layoutThreads((rows * channels) / component),
    shaderKey: `ferkitMap_${name}_${component}`,
    getUserCode: () => `
      fn main(index : i32) {
        if (index >= uniforms.numbers) { return; }
        let row = index * ${component} / uniforms.channels;
        let channel = index * ${component} - row * uniforms.channels;
        ${names.map((input, place) => `let ${input} = get${input[0]!.toUpperCase()}${input.slice(1)}(${ranks[place] === 1 ? '' : 'row, '}channel);`).join('\n')}
        ${parameterNames.map((parameter) => `let ${parameter} = uniforms.${parameter};`).join('\n')}
        setOutputAtIndex(index, ${code});
      }
    `,
  };
  const uniforms = [int32((rows * channels) / component), int32(channels), ...parameters.map(float32)];
  return backend.runWebGPUProgram(program, inputs, 'float32', uniforms);
}

/** Gradient with coupled weight decay. */
const decayedGradient = '(gradient + coupled * weight)';

const nextMean: Formula = {
  name: 'adamMean',
  code: `mean * beta1 + ${decayedGradient} * (1.0 - beta1)`,
  inputs: ['mean', 'gradient', 'weight'],
  parameters: ['beta1', 'coupled'],
};

const nextVariance: Formula = {
  name: 'adamVariance',
  code: `variance * beta2 + ${decayedGradient} * ${decayedGradient} * (1.0 - beta2)`,
  inputs: ['variance', 'gradient', 'weight'],
  parameters: ['beta2', 'coupled'],
};

const nextWeight: Formula = {
  name: 'adamWeight',
  code: 'weight - rate * mean / (sqrt(variance) + epsilon) - decoupled * weight',
  inputs: ['weight', 'mean', 'variance'],
  parameters: ['rate', 'epsilon', 'decoupled'],
};

/** Adam update. @returns the new weight and its new first and second moments */
export function adamUpdate(
  backend: WebgpuBackend,
  inputs: Readonly<Record<'weight' | 'gradient' | 'mean' | 'variance', tf.TensorInfo>>,
  { beta1, beta2, rate, epsilon, coupled, decoupled }: AdamAttributes,
): tf.TensorInfo[] {
  const { shape } = inputs.weight;
  const size = tf.util.sizeFromShape(shape);
  const row = (tensor: tf.TensorInfo): tf.TensorInfo => ({ ...tensor, shape: [1, size] });
  const [weight, gradient] = [row(inputs.weight), row(inputs.gradient)];
  const compute = (formula: Formula, operands: tf.TensorInfo[], parameters: number[]): tf.TensorInfo =>
    mapNumbers(backend, formula, operands, parameters, [1, size]);
  const mean = compute(nextMean, [row(inputs.mean), gradient, weight], [beta1, coupled]);
  const variance = compute(nextVariance, [row(inputs.variance), gradient, weight], [beta2, coupled]);
  const updated = compute(nextWeight, [weight, mean, variance], [rate, epsilon, decoupled]);
  return [updated, mean, variance].map((tensor) => ({ ...tensor, shape }));
}

/** 1 where a number is positive, else 0, for `f32` and for `vec4<f32>`: a comparison would need another type for each. */
const isPositive = (number: string): string => `(0.5 * sign(${number}) * (sign(${number}) + 1.0))`;

const reluGradientFormulas = {
  relu: { name: 'reluGradient', code: `dy * ${isPositive('x')}`, inputs: ['dy', 'x'], parameters: [] },
  relu6: {
    name: 'relu6Gradient',
    code: `dy * ${isPositive('x')} * (1.0 - ${isPositive('(x - 6.0)')})`,
    inputs: ['dy', 'x'],
    parameters: [],
  },
};

type ReluGradientInputs = Readonly<Record<'dy' | 'x', tf.TensorInfo>>;

/** The gradient of relu: dy where x > 0, else 0. */
export const reluGradient = (backend: WebgpuBackend, inputs: ReluGradientInputs): tf.TensorInfo =>
  mapTogether(backend, reluGradientFormulas.relu, inputs);

/** The gradient of relu6: dy where 0 < x <= 6 as in tfjs, else 0. */
export const relu6Gradient = (backend: WebgpuBackend, inputs: ReluGradientInputs): tf.TensorInfo =>
  mapTogether(backend, reluGradientFormulas.relu6, inputs);

function mapTogether(backend: WebgpuBackend, formula: Formula, { dy, x }: ReluGradientInputs): tf.TensorInfo {
  const size = tf.util.sizeFromShape(x.shape);
  const operands = [dy, x].map((tensor) => ({ ...tensor, shape: [1, size] }));
  return { ...mapNumbers(backend, formula, operands, [], [1, size]), shape: x.shape };
}
