import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { FerError } from '../errors';
import type { FaceDetector } from '../faces/FaceDetector';
import { fetchBlazeFace } from '../faces/fetchBlazeFace';
import { importChunk } from '../importChunk';
import { FerModel } from '../models/FerModel';
import { loadModel } from '../models/loadModel';
import type { LoadEvent, ModelSource } from '../models/openModelSource';
import { Classifier, type DecisionOptions } from './Classifier';
import { checkFaceChoice, type FaceChoice, openFaces } from './FaceSource';

/** Options of {@link createClassifier}. */
export interface CreateClassifierOptions extends Partial<DecisionOptions>, Abortable {
  /** A model, or where one lies. A model that is given stays the caller's to dispose. @default the bundled model */
  readonly model?: FerModel | ModelSource;
  /** Not for a model that is given: it lives on a backend already. @default 'auto' */
  readonly backend?: BackendChoice;
  /**
   * Where faces come from: `auto` looks for them with a detector that comes with the package, except in images that
   * have just the size of the model's input; `none` takes each image as one face; or a detector of your own, which
   * stays yours to dispose.
   * @default 'auto'
   */
  readonly faces?: FaceChoice;
  readonly onProgress?: (event: LoadEvent) => void;
}

/**
 * Makes a classifier, ready and warm: its first answer comes as fast as the next.
 * @throws what `loadModel` throws; OPTION_INVALID
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
  const { model: given, faces = 'auto', signal, onProgress } = options;
  const decision = checkDecision(options);
  checkFaceChoice(faces);
  const ownsModel = !(given instanceof FerModel);
  if (!ownsModel) checkBackend(given, options.backend);
  const ownsDetector = faces === 'auto';
  // The detector's files arrive while the model does; what goes wrong with them is told when they are needed.
  if (ownsDetector) fetchBlazeFace().catch(() => undefined);
  const model = ownsModel ? await open(given, options) : given;
  let detector: FaceDetector | null = null;
  try {
    detector = await openFaces(faces, model.backend, { signal, onProgress });
    const classifier = new Classifier({ model, ownsModel, detector, ownsDetector }, decision);
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

function checkBackend(model: FerModel, choice: BackendChoice = 'auto'): void {
  if (choice === 'auto' || [choice].flat().includes(model.backend.name)) return;
  throw new FerError('OPTION_INVALID', {
    option: 'backend',
    failed: 'The model that was given lives on another backend',
    expected: model.backend.name,
    received: [choice].flat().join(', '),
    next: 'Pass the folder of the model instead, or load it with loadModel(source, { backend }).',
  });
}

async function open(
  source: ModelSource | undefined,
  { backend, signal, onProgress }: CreateClassifierOptions,
): Promise<FerModel> {
  const options = {
    signal,
    ...(backend === undefined ? {} : { backend }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  if (source !== undefined) return loadModel(source, options);
  // Only those who want the bundled model load it.
  const { loadBundledModel } = await importChunk('bundled model', () => import('../pretrained/loadBundledModel'));
  return loadBundledModel(options);
}

function checkDecision(options: Partial<DecisionOptions>): DecisionOptions {
  const { temperature = null, threshold = 0 } = options;
  const refuse = (option: string, expected: string, received: unknown): FerError =>
    new FerError('OPTION_INVALID', {
      option,
      failed: 'Cannot make a classifier',
      expected,
      received: String(received),
    });
  if (temperature !== null && !(typeof temperature === 'number' && temperature > 0 && temperature < Infinity)) {
    throw refuse('temperature', 'a number above 0, or null', temperature);
  }
  if (!(typeof threshold === 'number' && threshold >= 0 && threshold <= 1))
    throw refuse('threshold', 'a number in [0, 1]', threshold);
  return { temperature, threshold };
}
