import type * as tf from '@tensorflow/tfjs';
import { copyWeights } from './copyWeights';
import type { FerModel } from './FerModel';
import { encodeFloat16 } from './float16';
import type { WeightPrecision } from './ModelFile';

/** tfjs' typings ask for the scale and offset of integer quantization too, which half precision has none of. */
const FLOAT16 = { dtype: 'float16', original_dtype: 'float32' } as NonNullable<
  tf.io.WeightsManifestEntry['quantization']
>;

/** Weights as tfjs files have them: what each is, and the bytes of all one after the other. */
export interface SerializedWeights {
  readonly specs: tf.io.WeightsManifestEntry[];
  readonly bytes: Uint8Array;
}

/** Reads the weights of a network from its backend, all as they are now. */
export async function serializeWeights(model: FerModel, precision: WeightPrecision): Promise<SerializedWeights> {
  const specs: tf.io.WeightsManifestEntry[] = [];
  const parts: Uint8Array[] = [];
  for (const [weight, values] of await copyWeights(model)) {
    const encoded = precision === 'float16' ? encodeFloat16(values) : values;
    parts.push(new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength));
    specs.push({
      name: weight.originalName,
      shape: weight.shape as number[],
      dtype: 'float32',
      ...(precision === 'float16' ? { quantization: FLOAT16 } : {}),
    });
  }
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return { specs, bytes };
}
