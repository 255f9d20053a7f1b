import type * as tf from '@tensorflow/tfjs';
import { layThreads } from './layThreads';
import { real, whole, type WebgpuBackend, type WebgpuProgram } from './WebgpuBackend';

/** Adds up `parts x numbers` over the parts, in their order, times a factor; the parts are disposed of. */
export function sumParts(backend: WebgpuBackend, partial: tf.TensorInfo, factor = 1): tf.TensorInfo {
  const [parts, numbers] = partial.shape as [number, number];
  const sums = backend.runWebGPUProgram(program(numbers), [partial], 'float32', [
    whole(parts),
    whole(numbers),
    real(factor),
  ]);
  backend.disposeData(partial.dataId);
  return sums;
}

const program = (numbers: number): WebgpuProgram => ({
  variableNames: ['x'],
  variableComponents: [1],
  uniforms: 'parts : i32, numbers : i32, factor : f32,',
  outputShape: [numbers],
  outputComponent: 1,
  ...layThreads(numbers),
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
