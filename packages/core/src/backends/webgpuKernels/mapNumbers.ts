import type * as tf from '@tensorflow/tfjs';
import { layThreads } from './layThreads';
import { real, whole, type WebgpuBackend, type WebgpuProgram } from './WebgpuBackend';

/** A formula that is computed for each number by itself. */
export interface Formula {
  /** Tells formulas apart. */
  readonly name: string;
  /** WGSL of the inputs' and the parameters' names; where channels come in fours it is computed for a `vec4` at once. */
  readonly code: string;
  readonly inputs: readonly string[];
  readonly parameters: readonly string[];
}

/**
 * Computes a formula for each number of a tensor.
 *
 * @param inputs - [rows, channels] as the result, or [channels], which then is the same for all rows
 * @param shape - of the result: [rows, channels]
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
    ...layThreads((rows * channels) / component),
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
  const uniforms = [whole((rows * channels) / component), whole(channels), ...parameters.map(real)];
  return backend.runWebGPUProgram(program, inputs, 'float32', uniforms);
}
