import * as tf from '@tensorflow/tfjs';
import type { AdamAttributes } from '../updateAdam';
import { runShader } from './runShader';
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

/** Adam update. @returns the new weight and its new first and second moments */
export function adamUpdate(
  backend: WebgpuBackend,
  inputs: Readonly<Record<'weight' | 'gradient' | 'mean' | 'variance', tf.TensorInfo>>,
  { beta1, beta2, rate, epsilon, coupled, decoupled }: AdamAttributes,
): tf.TensorInfo[] {
  const { shape } = inputs.weight;
  const size = tf.util.sizeFromShape(shape);
  const component = size % 4 === 0 ? 4 : 1;
  return runShader(backend, {
    name: 'adam',
    inputs,
    outputs: { nextWeight: shape, nextMean: shape, nextVariance: shape },
    numbers: {
      beta1: float32(beta1),
      beta2: float32(beta2),
      rate: float32(rate),
      epsilon: float32(epsilon),
      coupled: float32(coupled),
      decoupled: float32(decoupled),
    },
    component,
    threads: size / component,
    code: `
      let old = weight[index];
      let decayed = gradient[index] + uniforms.coupled * old;
      let newMean = mean[index] * uniforms.beta1 + decayed * (1.0 - uniforms.beta1);
      let newVariance = variance[index] * uniforms.beta2 + decayed * decayed * (1.0 - uniforms.beta2);
      nextMean[index] = newMean;
      nextVariance[index] = newVariance;
      nextWeight[index] = old - uniforms.rate * newMean / (sqrt(newVariance) + uniforms.epsilon) - uniforms.decoupled * old;`,
  });
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
