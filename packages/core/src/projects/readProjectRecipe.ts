import type { Abortable } from '../abortable';
import { MANIFEST, readManifest } from '../datasets/project/ProjectManifest';
import { malformed } from '../datasets/malformed';
import { openInput } from '../datasets/sources/DatasetInput';
import { isFerError } from '../errors';
import { checkOptions, optionInvalid, type OptionTable, signalRule } from '../options';
import type { ByteSource } from '../platform/Platform';
import { recipeTable, type TrainRecipe } from '../training/TrainOptions';

export const readProjectRecipeTable: OptionTable<Abortable> = { signal: signalRule };

/**
 * Reads from a project only the options of its training, such as the epochs that a teaching panel was set to, to train on its pictures as
 * it did. Of an archive all bytes are read, and no picture is decoded.
 * @param source - of any data: the ZIP archive or its unpacked folder as a path (Node), URL, File, bytes or a stream
 * @returns undefined for data that are no project, and for a project without options
 * @throws SOURCE_UNREADABLE; DATASET_MALFORMED if the archive or its options are damaged; OPTION_INVALID, also for no files
 *
 * @example
 * ```ts
 * const recipe = await readProjectRecipe('winks.zip');
 * await train(model, await openDataset('winks.zip'), { ...recipe, epochs: 40 });
 * ```
 */
export async function readProjectRecipe(
  source: ByteSource,
  options: Abortable = {},
): Promise<Partial<TrainRecipe> | undefined> {
  checkOptions(options, readProjectRecipeTable);
  const { signal } = options;
  signal?.throwIfAborted();
  if (Array.isArray(source) && source.length === 0) throw optionInvalid('source', 'a project', 'no files');
  const input = await openInput(source, { signal });
  if (input.kind === 'file') {
    await input.stream.close();
    return undefined;
  }
  const entry = input.entries.find(({ path }) => path === MANIFEST);
  if (entry === undefined) return undefined;
  const { recipe } = await readManifest(entry, { signal });
  return recipe === undefined ? undefined : checkRecipe(recipe);
}

/** @throws DATASET_MALFORMED */
export function checkRecipe(recipe: Readonly<Record<string, unknown>>): Partial<TrainRecipe> {
  try {
    checkOptions<Partial<TrainRecipe>, keyof TrainRecipe>(recipe, recipeTable, 'recipe.');
    return recipe;
  } catch (cause) {
    if (!isFerError(cause, 'OPTION_INVALID')) throw cause;
    const { option, expected = 'options of train', received = 'others' } = cause.details;
    throw malformed({ source: MANIFEST, column: option, expected, received, cause });
  }
}
