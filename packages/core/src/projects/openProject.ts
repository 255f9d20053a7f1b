import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { MANIFEST, readManifest } from '../datasets/project/ProjectManifest';
import { malformed } from '../datasets/malformed';
import { openDataset } from '../datasets/openDataset';
import { openInput } from '../datasets/sources/DatasetInput';
import { loadModel } from '../models/loadModel';
import { type OptionTable, resolveOptions, signalRule, withDefault } from '../options';
import { platform } from '#platform';
import type { ByteSource } from '../platform/Platform';
import { collectBytes } from '../platform/byteChunks';
import type { Project } from './encodeProject';
import { checkRecipe } from './readProjectRecipe';

/** Options of {@link openProject}. */
export interface OpenProjectOptions extends Abortable {
  /** Backend of the model, and of the face detector if photos were added to the folders. @default 'auto' */
  readonly backend?: BackendChoice;
}

export const openProjectTable: OptionTable<OpenProjectOptions, 'backend'> = {
  backend: /* @__PURE__ */ withDefault('auto', backendRule),
  signal: signalRule,
};

/**
 * Reads a project that `encodeProject` wrote: pictures, labels, model and options. Nothing is returned unless all of it is whole.
 * @param source - the ZIP archive as a path (Node), URL, File, bytes or a stream
 * @throws SOURCE_UNREADABLE; DATASET_MALFORMED if it is no project, or damaged; DATASET_EMPTY without pictures; MODEL_CORRUPT,
 * MODEL_INCOMPATIBLE, BACKEND_UNAVAILABLE; OPTION_INVALID
 *
 * @example
 * ```ts
 * const { dataset, model } = await openProject(fileInput.files[0]);
 * console.log(dataset.labels, dataset.size, model?.labels);
 * ```
 */
export async function openProject(source: ByteSource, options: OpenProjectOptions = {}): Promise<Project> {
  const { backend, signal } = resolveOptions(options, openProjectTable);
  signal?.throwIfAborted();
  const stream = await platform.openBytes(source, { signal });
  // Read once, because the source may be a stream.
  const file = new File([(await collectBytes(stream)) as Uint8Array<ArrayBuffer>], archiveName(stream.name));
  const input = await openInput(file, { signal });
  const entry = input.kind === 'files' ? input.entries.find(({ path }) => path === MANIFEST) : undefined;
  if (input.kind === 'file') await input.stream.close();
  if (entry === undefined) {
    throw malformed({
      source: stream.name,
      expected: `a project of ferkit: a ZIP archive with ${MANIFEST}`,
      received: input.kind === 'files' ? 'an archive without it' : 'another file',
    });
  }
  const { width, height, channels = 1, recipe } = await readManifest(entry, { signal });
  const dataset = await openDataset(file, { format: 'project', width, height, channels, backend, signal });
  const hasModel = input.kind === 'files' && input.entries.some(({ path }) => path === 'model.json');
  return {
    dataset,
    ...(recipe === undefined ? {} : { recipe: checkRecipe(recipe) }),
    ...(hasModel ? { model: await loadModel([file], { backend, signal }) } : {}),
  };
}

/** The name of a file that is known as an archive by its name. */
const archiveName = (name: string): string => (/\.zip$/i.test(name) ? name : `${name}.zip`);
