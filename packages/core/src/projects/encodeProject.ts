import type { Dataset } from '../datasets/Dataset';
import { datasetRule } from '../datasets/DatasetColumns';
import { folderOfLabel, MANIFEST, type ProjectManifest } from '../datasets/project/ProjectManifest';
import type { Abortable } from '../abortable';
import { encodePng } from '../images/encodePng';
import { encodeModel } from '../models/encodeModel';
import { checkModel, type FerModel, modelRule } from '../models/FerModel';
import { checkOption, checkOptions, object, optionInvalid, type OptionTable, signalRule } from '../options';
import { writeZip } from '../platform/ZipArchive';
import { ownPartsOf } from '../training/OwnParts';
import { recipeTable, type TrainRecipe } from '../training/TrainOptions';

/** Labelled pictures, the model that was trained on them, and the options of the training. */
export interface Project {
  /** The pictures with their labels and splits. */
  readonly dataset: Dataset;
  /** Its labels may be others than those of the dataset, of which some can be newer. */
  readonly model?: FerModel | undefined;
  /** The options of the training, as `train` takes them. */
  readonly recipe?: Partial<TrainRecipe> | undefined;
}

const projectRule = /* @__PURE__ */ object<Project>(
  'a dataset, and where there are any a model and the options of its training',
  {
    dataset: datasetRule,
    model: modelRule,
    recipe: /* @__PURE__ */ object('options of a training', recipeTable),
  },
  ['dataset'],
);

export const encodeProjectTable: OptionTable<Abortable> = { signal: signalRule };

/**
 * Writes a project as one file: a ZIP archive with a PNG picture of each sample in the folder of its split and label, such as
 * `train/wink/1.png`, with `model.json` and its weights, and with `ferkit.json`. Any program unpacks it; `openProject` reads it back,
 * `openDataset` reads its pictures, and `loadModel` its model, from a path that ends in `.zip`.
 * @param project - the dataset, and where there are any the model and the options of its training
 * @throws OPTION_INVALID, DISPOSED
 *
 * @example
 * ```ts
 * await writeFile('winks.zip', await encodeProject({ dataset, model }));
 * // ferkit predict --model winks.zip photo.jpg
 * ```
 */
export async function encodeProject(project: Project, options: Abortable = {}): Promise<Uint8Array<ArrayBuffer>> {
  checkOption('project', project, projectRule);
  checkOptions(options, encodeProjectTable);
  const { dataset, model, recipe } = project;
  const [own] = ownPartsOf(recipe ?? {});
  if (own !== undefined) {
    const next = 'Leave it out, and give it to train again after openProject.';
    throw optionInvalid(
      `project.recipe.${own.option}`,
      'a built-in part: a file holds no functions',
      `"${own.name}"`,
      next,
    );
  }
  if (model !== undefined) checkModel(model, 'project.model');
  const { name, labels, width, height, channels } = dataset;
  const manifest: ProjectManifest = {
    schema: 1,
    name,
    labels,
    width,
    height,
    ...(channels === 1 ? {} : { channels }),
    ...(recipe === undefined ? {} : { recipe: { ...recipe } }),
  };
  const files = new Map([[MANIFEST, encodeText(`${JSON.stringify(manifest, null, 2)}\n`)]]);
  const numbers = new Map<string, number>();
  for (let k = 0; k < dataset.size; k++) {
    options.signal?.throwIfAborted();
    const folder = `${dataset.splitOf(k)}/${folderOfLabel(dataset.label(k))}`;
    const number = (numbers.get(folder) ?? 0) + 1;
    numbers.set(folder, number);
    // Zeros, so that the order of names is the order of the pictures.
    files.set(`${folder}/${String(number).padStart(4, '0')}.png`, await encodePng(dataset.image(k)));
  }
  if (model !== undefined) {
    const { file, weightsName, bytes } = await encodeModel(model, 'float32');
    files.set('model.json', encodeText(file));
    files.set(weightsName, bytes);
  }
  return writeZip(files);
}

const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);
