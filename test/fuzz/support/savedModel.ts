import { encodeModel } from '#core/models/encodeModel';
import type { ModelFile } from '#core/models/ModelMetadata';
import type { WeightPrecision } from '@ferkit/core';
import { createTinyModel } from '../../core/support/tinyNet';

/** The files of a model, in memory. */
export interface SavedModel {
  readonly description: ModelFile;
  readonly weightsName: string;
  readonly weights: Uint8Array;
}

/** Saves a tiny network as ferkit does. */
export async function createSavedModel(precision: WeightPrecision): Promise<SavedModel> {
  const model = await createTinyModel({ seed: 3 });
  const { file, weightsName, bytes } = await encodeModel(model, precision);
  model.dispose();
  return { description: JSON.parse(file) as ModelFile, weightsName, weights: bytes };
}

/** The description without the checksums by which ferkit detects changed files. */
export function withoutChecksums({ userDefinedMetadata, ...file }: ModelFile): ModelFile {
  const { weights: _, checksum: __, ...own } = userDefinedMetadata.ferkit;
  return { ...file, userDefinedMetadata: { ferkit: own } } as unknown as ModelFile;
}

/** The two files as a file picker returns them. */
export const toFiles = (
  description: string | Uint8Array,
  weightsName: string,
  weights: Uint8Array,
): readonly File[] => [new File([description as BlobPart], 'model.json'), new File([weights as BlobPart], weightsName)];
