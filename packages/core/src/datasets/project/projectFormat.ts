import { isImagePath } from '../../imagePaths';
import { type DatasetColumns, SPLITS } from '../DatasetColumns';
import type { DatasetFormat } from '../DatasetFormat';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { type LabeledImage, readLabeledImages } from '../folder/readImages';
import { SkippedLog } from '../skipped';
import type { FilesInput } from '../sources/DatasetInput';
import { folderOfLabel, MANIFEST, readManifest } from './ProjectManifest';

/** A project, as `encodeProject` writes it: a manifest, and pictures in a folder for each split and label. */
export const projectFormat: DatasetFormat = {
  name: 'project',
  description: `a project of ferkit, with ${MANIFEST}`,
  recognizes: (input) => input.kind === 'files' && input.entries.some(({ path }) => path === MANIFEST),
  read: (input, options) => readProject(input as FilesInput, options),
};

async function readProject({ entries }: FilesInput, options: ReadDatasetOptions): Promise<DatasetColumns> {
  const manifest = await readManifest(
    entries.find(({ path }) => path === MANIFEST)!,
    options,
  );
  const labels = options.labels === 'auto' ? manifest.labels : options.labels;
  const numbers = new Map(labels.map((label, number) => [folderOfLabel(label), number]));
  const skipped = new SkippedLog(options.onBadRow);
  // The files of the model lie beside the folders.
  const pictures = entries.filter(({ path }) => path.includes('/'));
  const images = pictures.flatMap((entry, row): LabeledImage[] => {
    const { path } = entry;
    const [folder = '', name = ''] = path.split('/');
    const [split, label] = [(SPLITS as readonly string[]).indexOf(folder), numbers.get(name)];
    if (isImagePath(path) && split >= 0 && label !== undefined) return [{ entry, label, split }];
    if (!isImagePath(path)) skipped.add({ kind: 'not-image', source: path, reason: `"${path}" is no image.` }, row);
    else {
      const reason = `"${path}" lies in no folder of a split and a label: ${labels.join(', ')}.`;
      skipped.add({ kind: 'other-label', source: path, reason }, row);
    }
    return [];
  });
  images.sort((one, other) => one.split - other.split || one.label - other.label);
  const name = options.name ?? manifest.name;
  return readLabeledImages(images, { name, labels, numbering: undefined }, options, skipped);
}
