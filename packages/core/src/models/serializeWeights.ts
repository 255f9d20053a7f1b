import type * as tf from '@tensorflow/tfjs';
import type { FerModel } from './FerModel';
import type { WeightPrecision } from './ModelMetadata';
import { copyWeights } from './copyWeights';

/** The typings of tfjs also require the scale and minimum of integer quantization, which half precision does not have. */
const FLOAT16 = { dtype: 'float16', original_dtype: 'float32' } as NonNullable<
  tf.io.WeightsManifestEntry['quantization']
>;

/** Weights in the format of tfjs: their specifications, and their concatenated bytes. */
interface SerializedWeights {
  readonly specs: tf.io.WeightsManifestEntry[];
  readonly bytes: Uint8Array;
}

/** Reads the weights of a network as of the moment of the call, and encodes them. */
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

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** The nearest half-precision number (IEEE 754 binary16, ties to even) as its 16 bits. */
function toHalfBits(value: number): number {
  word[0] = value;
  const single = bits[0]!;
  const sign = (single >>> 16) & 0x8000;
  const exponent = ((single >>> 23) & 0xff) - 112;
  const fraction = single & 0x7fffff;
  if (exponent >= 31) return sign | (exponent === 143 && fraction !== 0 ? 0x7e00 : 0x7c00);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    // Subnormal: the implicit bit becomes explicit, and the fraction shifts right by the missing exponent.
    const shift = 14 - exponent;
    const full = fraction | 0x800000;
    const half = full >>> shift;
    const rest = full & ((1 << shift) - 1);
    const middle = 1 << (shift - 1);
    return sign | (half + (rest > middle || (rest === middle && (half & 1) === 1) ? 1 : 0));
  }
  const half = (exponent << 10) | (fraction >>> 13);
  const rest = fraction & 0x1fff;
  // A carry out of the fraction correctly increments the exponent.
  return sign | (half + (rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1) ? 1 : 0));
}

/** Rounds weights to half precision, the `float16` quantization of tfjs. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, toHalfBits);
}
