import type { Abortable } from '../abortable';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import { backendRule } from '../backends/backendRule';
import { FerError } from '../errors';
import type { FaceDetector } from '../faces/FaceDetector';
import { createFaceDetector, importBlazeFace } from '../faces/createFaceDetector';
import { importChunk } from '../importChunk';
import { FerModel } from '../models/FerModel';
import { loadModel } from '../models/loadModel';
import type { LoadEvent, ModelSource } from '../models/openModelSource';
import { countArrived } from '../packagedArrival';
import {
  callbackRule,
  custom,
  detectorRule,
  either,
  number,
  oneOf,
  defaultsOf,
  resolveOptions,
  withDefault,
  type OptionTable,
  signalRule,
  temperatureRule,
} from '../options';
import type { Classifier } from './Classifier';
import { DownloadProgress } from './DownloadProgress';
import { notify } from '../notify';

/**
 * Where a classifier finds faces. `auto` detects them with ferkit's own detector, except in images of exactly the size of
 * the model's input: such an image is one cropped face, as in FER2013. `false` takes each image as one cropped face. Your
 * own detector is used for every image and stays yours to dispose.
 */
export type FaceChoice = 'auto' | false | FaceDetector;

/** Options of {@link createClassifier}. */
export interface CreateClassifierOptions extends Abortable {
  /** A model, or the path, URL or files of one. A loaded model stays yours to dispose. @default the bundled model */
  readonly model?: FerModel | ModelSource;
  /** The backend of a model that is loaded here; a loaded model already has one. @default 'auto' */
  readonly backend?: BackendChoice;
  /** @default 'auto' */
  readonly faces?: FaceChoice;
  /** Divides the logits before the softmax, above 0: above 1 softens the scores, below 1 sharpens them. @default the one stored in the model */
  readonly temperature?: number;
  /** A face whose highest score is below it gets the label null, in [0, 1]. @default 0 */
  readonly threshold?: number;
  /** Called while the classifier is created, with `{ type: 'ready' }` last. A promise that it returns is awaited. */
  readonly onProgress?: (event: LoadEvent) => unknown;
}

export const createClassifierTable: OptionTable<CreateClassifierOptions, 'backend' | 'faces' | 'threshold'> = {
  model: custom('a model, which loadModel checks', () => true),
  backend: withDefault('auto', backendRule),
  faces: withDefault('auto', either(oneOf('auto', false), detectorRule)),
  temperature: temperatureRule,
  threshold: withDefault(0, number({ from: 0, to: 1 })),
  onProgress: callbackRule,
  signal: signalRule,
};

/** The defaults of {@link CreateClassifierOptions}. */
export const createClassifierDefaults: Required<Pick<CreateClassifierOptions, 'backend' | 'faces' | 'threshold'>> =
  /* @__PURE__ */ defaultsOf(createClassifierTable);

/**
 * Creates a classifier, warmed up so that the first image takes no longer than the next.
 * @throws OPTION_INVALID, and the errors of `loadModel` and `createFaceDetector`
 *
 * @example
 * ```ts
 * const classifier = await createClassifier();
 * const faces = await classifier.classify('photo.jpg');
 * for (const { label, score } of faces) console.log(label, score);
 * classifier.dispose();
 * ```
 */
export async function createClassifier(options: CreateClassifierOptions = {}): Promise<Classifier> {
  const resolved = resolveOptions(options, createClassifierTable);
  const { model: given, backend, faces, temperature, threshold, signal, onProgress } = resolved;
  const ownsModel = !(given instanceof FerModel);
  if (!ownsModel) checkBackend(given, backend);
  const ownsDetector = faces === 'auto';
  // Loads all parts beside the model. A failure is thrown again when the part is used.
  const parts = [importClassifier(), ...(ownsDetector ? [importBlazeFace()] : [])];
  Promise.all(parts).then(
    () => countArrived('code'),
    () => undefined,
  );
  const download = new DownloadProgress(resolved, onProgress);
  const loadOptions = { backend, signal, ...(onProgress === undefined ? {} : { onProgress }) };
  let model: FerModel | undefined;
  let detector: FaceDetector | undefined;
  try {
    model = ownsModel ? await loadModel(given, loadOptions) : given;
    await download.selected(model.backend);
    detector = await openDetector(faces, model.backend, resolved);
    const { LocalClassifier } = await importClassifier();
    const classifier = new LocalClassifier({ model, ownsModel, detector, ownsDetector, temperature, threshold });
    await notify(onProgress, { type: 'warmup' }, { signal });
    await classifier.warmUp({ signal });
    await download.end();
    await notify(onProgress, { type: 'ready', backend: model.backend }, { signal });
    return classifier;
  } catch (error) {
    if (ownsModel) model?.dispose();
    if (ownsDetector) detector?.dispose();
    void download.end().catch(() => undefined);
    throw error;
  }
}

/** A chunk of its own, which loads beside the model: it is not needed before. */
const importClassifier = (): Promise<typeof import('./LocalClassifier')> =>
  importChunk('classifier', () => import('./LocalClassifier'));

async function openDetector(
  faces: FaceChoice,
  backend: BackendInfo,
  { signal, onProgress }: CreateClassifierOptions,
): Promise<FaceDetector | undefined> {
  if (faces === false) return undefined;
  if (faces !== 'auto') return faces;
  await notify(onProgress, { type: 'detector' }, { signal });
  return createFaceDetector({ backend: backend.name, signal });
}

function checkBackend(model: FerModel, choice: BackendChoice): void {
  const names = [choice].flat().map((one) => (typeof one === 'string' ? one : one.name));
  if (choice === 'auto' || names.includes(model.backend.name)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'backend',
    failed: 'The given model is on another backend',
    expected: model.backend.name,
    received: names.join(', '),
    next: 'Pass the path of the model instead, or load it with loadModel(source, { backend }).',
  });
}
