import * as tf from '@tensorflow/tfjs';
import type { FerModel } from './FerModel';
import type { ModelFile, ModelNote, WeightPrecision } from './ModelMetadata';
import { serializeWeights } from './serializeWeights';
import { checksumOf, sha256 } from './sha256';

/** A model as the contents of its two files. */
export interface EncodedModel {
  /** The text of `model.json`. */
  readonly file: string;
  /** The name of the weights file, which `model.json` has too. */
  readonly weightsName: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of the weights in hexadecimal. */
  readonly sha256: string;
}

/** A model file that lacks its checksum. */
type Described = tf.io.ModelJSON & { readonly userDefinedMetadata: { readonly ferkit: Omit<ModelNote, 'checksum'> } };

/** Writes down a model: a standard tfjs layers model with labels, scaling and provenance inside. */
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
  } satisfies Described;
  const { ferkit } = file.userDefinedMetadata;
  // Of what a reader will find: what JSON leaves out or writes otherwise must not count.
  const checksum = await checksumOf(JSON.parse(JSON.stringify(file)));
  const whole: ModelFile = { ...file, userDefinedMetadata: { ferkit: { ...ferkit, checksum } } };
  return { file: JSON.stringify(whole), weightsName, bytes, sha256: digest };
}
