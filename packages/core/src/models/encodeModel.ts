import * as tf from '@tensorflow/tfjs';
import type { FerModel } from './FerModel';
import type { ModelFile, FerkitEntry, WeightPrecision } from './ModelMetadata';
import { serializeWeights } from './serializeWeights';
import { checksumOf, sha256 } from './sha256';

/** The contents of a model's two files. */
export interface EncodedModel {
  /** The text of `model.json`. */
  readonly file: string;
  /** The name of the weights file, to which `model.json` refers. */
  readonly weightsName: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of the weights in hexadecimal. */
  readonly sha256: string;
}

/** A model file before its checksum is added. */
type FileWithoutChecksum = tf.io.ModelJSON & {
  readonly userDefinedMetadata: { readonly ferkit: Omit<FerkitEntry, 'checksum'> };
};

/** Encodes a model as a standard tfjs layers model that also holds labels, preprocessing and provenance. */
export async function encodeModel(model: FerModel, precision: WeightPrecision): Promise<EncodedModel> {
  const { specs, bytes } = await serializeWeights(model, precision);
  const digest = await sha256(bytes);
  const weightsName = `weights.${digest.slice(0, 8)}.bin`;
  const file = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
    convertedBy: null,
    modelTopology: model.layers.toJSON(null, false),
    weightsManifest: [{ paths: [weightsName], weights: specs }],
    userDefinedMetadata: {
      ferkit: { ...model.metadata, weights: { precision, bytes: bytes.byteLength, sha256: digest } },
    },
  } satisfies FileWithoutChecksum;
  const { ferkit } = file.userDefinedMetadata;
  // Computed from the parsed text, as a reader computes it: JSON omits undefined and rewrites some numbers.
  const checksum = await checksumOf(JSON.parse(JSON.stringify(file)));
  const complete: ModelFile = { ...file, userDefinedMetadata: { ferkit: { ...ferkit, checksum } } };
  return { file: JSON.stringify(complete), weightsName, bytes, sha256: digest };
}
