import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedFilterGradient, composedInputGradient } from '#core/kernels/wasm/composedGradients';
import { plainDepthwiseFilterGradient, plainDepthwiseInputGradient } from '#core/kernels/wasm/depthwise';
import { openSimdKernels } from '#core/kernels/wasm/openSimdKernels';
import type { WasmBackend } from '#core/tfjs/WasmBackend';
import { createRandom } from '@ferkit/core/datasets';
import { drawValues, expectAgreement, startBackends } from './compareBackends';
import { drawConvolution } from '../drawConvolution';

beforeAll(startBackends);

type Composed = (backend: WasmBackend, inputs: never, attributes: never) => tf.TensorInfo;

/** The gradients of a wasm backend without SIMD, or one that the user's program started with tfjs' threads. */
const composed: Readonly<Record<string, Composed>> = {
  Conv2DBackpropInput: composedInputGradient,
  Conv2DBackpropFilter: composedFilterGradient,
  DepthwiseConv2dNativeBackpropInput: plainDepthwiseInputGradient,
  DepthwiseConv2dNativeBackpropFilter: plainDepthwiseFilterGradient,
};

describe('gradients without SIMD kernels', () => {
  it('are not what runs here, so they are called by name', () => {
    expect(openSimdKernels(tf.backend() as unknown as WasmBackend)).not.toBeNull();
  });

  it.each(Object.keys(composed))('%s agrees with cpu', async (kernelName) => {
    const depthwise = kernelName.startsWith('Depthwise');
    for (let round = 0; round < 30; round++) {
      const random = createRandom(14, round, Number(depthwise));
      const { input, filter, output, ...rest } = drawConvolution(random, depthwise);
      const attributes = {
        ...rest,
        inputShape: input,
        filterShape: filter,
        dataFormat: 'NHWC',
        dimRoundingMode: 'floor',
      };
      const dy = drawValues(random, tf.util.sizeFromShape(output));
      const other = kernelName.endsWith('Filter') ? input : filter;
      const values = drawValues(random, tf.util.sizeFromShape(other));
      await expectAgreement(
        () =>
          tf.tidy(() => {
            const inputs = {
              dy: tf.tensor(dy, output),
              [kernelName.endsWith('Filter') ? 'x' : 'filter']: tf.tensor(values, other),
            };
            if (tf.getBackend() === 'cpu') return tf.engine().runKernel<tf.Tensor>(kernelName, inputs, attributes);
            const result = composed[kernelName]!(
              tf.backend() as unknown as WasmBackend,
              inputs as never,
              attributes as never,
            );
            return tf.engine().makeTensorFromTensorInfo(result);
          }),
        JSON.stringify({ round, input, filter, ...rest }),
      );
    }
  });
});
