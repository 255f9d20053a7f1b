import type { Abortable } from '../abortable';
import type { BackendChoice, BackendInfo } from '../backends/BackendProvider';
import { FerError } from '../errors';
import type { FaceDetector } from '../faces/FaceDetector';
import { createFaceDetector, importBlazeFace } from '../faces/createFaceDetector';
import { FerModel } from '../models/FerModel';
import { loadModel } from '../models/loadModel';
import type { LoadEvent, ModelSource } from '../models/openModelSource';
import type { Classifier } from './Classifier';
import { LocalClassifier } from './LocalClassifier';

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
  /** Called while the classifier is created, with `{ type: 'ready' }` last. */
  readonly onProgress?: (event: LoadEvent) => void;
}

/** The defaults of {@link CreateClassifierOptions}. */
export const createClassifierDefaults = {
  backend: 'auto',
  faces: 'auto',
  threshold: 0,
} as const satisfies CreateClassifierOptions;

/**
 * Creates a classifier, warmed up so that the first image takes no longer than the next.
 * @throws OPTION_INVALID, and what `loadModel` and `createFaceDetector` throw
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
  const { model: given, temperature, signal, onProgress } = options;
  const { faces = createClassifierDefaults.faces, threshold = createClassifierDefaults.threshold } = options;
  checkFaces(faces);
  checkTemperature(temperature);
  checkThreshold(threshold);
  const ownsModel = !(given instanceof FerModel);
  if (!ownsModel) checkBackend(given, options.backend);
  const ownsDetector = faces === 'auto';
  // Loads the detector beside the model. A failure is thrown again when the detector is created.
  if (ownsDetector) importBlazeFace().catch(() => undefined);
  const model = ownsModel ? await openModel(given, options) : given;
  let detector: FaceDetector | undefined;
  try {
    detector = await openDetector(faces, model.backend, options);
    const classifier = new LocalClassifier({ model, ownsModel, detector, ownsDetector, temperature, threshold });
    onProgress?.({ type: 'warmup' });
    await classifier.warmUp({ signal });
    onProgress?.({ type: 'ready', backend: model.backend });
    return classifier;
  } catch (error) {
    if (ownsModel) model.dispose();
    if (ownsDetector) detector?.dispose();
    throw error;
  }
}

function openModel(
  source: ModelSource | undefined,
  { backend, signal, onProgress }: CreateClassifierOptions,
): Promise<FerModel> {
  const options = {
    signal,
    ...(backend === undefined ? {} : { backend }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  return loadModel(source, options);
}

async function openDetector(
  faces: FaceChoice,
  backend: BackendInfo,
  { signal, onProgress }: CreateClassifierOptions,
): Promise<FaceDetector | undefined> {
  if (faces === false) return undefined;
  if (faces !== 'auto') return faces;
  onProgress?.({ type: 'detector' });
  return createFaceDetector({ backend: backend.name, signal });
}

function checkFaces(faces: unknown): asserts faces is FaceChoice {
  if (faces === 'auto' || faces === false) return;
  if (typeof faces === 'object' && faces !== null && 'detect' in faces && typeof faces.detect === 'function') return;
  throw refuse('faces', '"auto", false or a FaceDetector', typeof faces === 'string' ? `"${faces}"` : typeof faces);
}

// Callers without types can pass anything, and null compares like 0.
function checkTemperature(temperature: number | undefined): void {
  if (temperature === undefined) return;
  if (typeof temperature === 'number' && temperature > 0 && temperature < Infinity) return;
  throw refuse('temperature', 'a number above 0', String(temperature));
}

function checkThreshold(threshold: number): void {
  if (typeof threshold === 'number' && threshold >= 0 && threshold <= 1) return;
  throw refuse('threshold', 'a number in [0, 1]', String(threshold));
}

const refuse = (option: string, expected: string, received: string): FerError =>
  new FerError('OPTION_INVALID', { option, failed: 'Cannot create a classifier', expected, received });

function checkBackend(model: FerModel, choice: BackendChoice = 'auto'): void {
  if (choice === 'auto' || [choice].flat().includes(model.backend.name)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'backend',
    failed: 'The given model is on another backend',
    expected: model.backend.name,
    received: [choice].flat().join(', '),
    next: 'Pass the path of the model instead, or load it with loadModel(source, { backend }).',
  });
}
