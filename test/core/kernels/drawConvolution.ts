import * as tf from '@tensorflow/tfjs';
import type { Random } from '@ferkit/core/datasets';

type Shape4 = [number, number, number, number];
export type Padding = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

export interface Convolution {
  readonly input: Shape4;
  readonly filter: Shape4;
  readonly output: Shape4;
  readonly strides: [number, number];
  readonly pad: Padding;
  readonly dilations: [number, number];
}

/** A random convolution whose output exists, and which is dilated only if asked for (tfjs then has no stride). */
export function drawConvolution(random: Random, depthwise: boolean, dilated = false): Convolution {
  for (;;) {
    const one = (bound: number): number => 1 + random.integer(bound);
    // Channels in eights and filters of 3x3 and 1x1 are often drawn, because they have ways of their own.
    const channels = (): number => (random.integer(2) === 0 ? 8 * one(3) : one(9));
    const side = (): number => (random.integer(3) === 0 ? one(5) : 3);
    const input: Shape4 = [one(4), one(13), one(13), channels()];
    const pointwise = !depthwise && random.integer(5) === 0;
    const size = pointwise ? [1, 1] : [side(), side()];
    const filter: Shape4 = [size[0]!, size[1]!, input[3], depthwise ? Math.max(1, one(5) - 2) : channels()];
    const strides: [number, number] = dilated || random.integer(2) === 0 ? [1, 1] : [one(3), one(3)];
    const dilations: [number, number] = dilated ? [one(3), one(3)] : [1, 1];
    const paddings: Padding[] = [
      'same',
      'valid',
      random.integer(3),
      [
        [0, 0],
        [random.integer(4), random.integer(4)],
        [random.integer(4), random.integer(4)],
        [0, 0],
      ],
    ];
    const pad = paddings[random.integer(4)]!;
    // With padding as one number tfjs sizes both axes of the output by the height of the filter and its stride.
    if (typeof pad === 'number' && (filter[0] !== filter[1] || strides[0] !== strides[1])) continue;
    const info = tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, pad, 'floor', depthwise);
    if (info.outHeight < 1 || info.outWidth < 1) continue;
    return { input, filter, output: info.outShape, strides, pad, dilations };
  }
}
