import type { Abortable } from '../abortable';
import type { BackendChoice } from '../backends/BackendProvider';
import { FerError } from '../errors';
import { FerModel } from '../models/FerModel';
import type { LoadEvent } from '../models/LoadEvent';
import { loadModel } from '../models/loadModel';
import type { ModelSource } from '../models/openModelSource';
import { Classifier } from './Classifier';

/** How a classifier decides. */
export interface DecisionOptions {
  /** Softens (above 1) or sharpens (below 1) the scores; null takes what calibration wrote into the model. @default null */
  readonly temperature: number | null;
  /** Below this highest score the label is null: better no answer than a guess. In [0, 1]. @default 0 */
  readonly threshold: number;
}

/** The defaults of {@link DecisionOptions}. */
export const decisionDefaults: DecisionOptions = { temperature: null, threshold: 0 };

/** Options of {@link createClassifier}. */
export interface CreateClassifierOptions extends Partial<DecisionOptions>, Abortable {
  /** A model, or where one lies. A model that is given stays the caller's to dispose. @default the bundled model */
  readonly model?: FerModel | ModelSource;
  /** Not for a model that is given: it lives on a backend already. @default 'auto' */
  readonly backend?: BackendChoice;
  readonly onProgress?: (event: LoadEvent) => void;
}

/**
 * Makes a classifier, ready and warm: its first answer comes as fast as the next.
 * @throws what `loadModel` throws; OPTION_INVALID
 *
 * @example
 * ```ts
 * const classifier = await createClassifier();
 * const [face] = await classifier.classify('face.png');
 * console.log(face.label, face.score);
 * await classifier.dispose();
 * ```
 */
export async function createClassifier(options: CreateClassifierOptions = {}): Promise<Classifier> {
  const { model: given, backend, signal, onProgress } = options;
  const decision = checkDecision(options);
  const owned = !(given instanceof FerModel);
  const model = owned ? await open(given, options) : given;
  if (!owned && backend !== undefined && backend !== 'auto' && ![backend].flat().includes(model.backend.name)) {
    throw new FerError('OPTION_INVALID', {
      option: 'backend',
      failed: 'The model that was given lives on another backend',
      expected: model.backend.name,
      received: [backend].flat().join(', '),
      next: 'Pass the folder of the model instead, or load it with loadModel(source, { backend }).',
    });
  }
  const classifier = new Classifier(model, owned, decision);
  try {
    onProgress?.({ type: 'warmup' });
    await classifier.warmUp({ signal });
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  onProgress?.({ type: 'ready', backend: model.backend });
  return classifier;
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
  const { loadBundledModel } = await import('../pretrained/loadBundledModel');
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
  if (temperature !== null && !(temperature > 0 && temperature < Infinity)) {
    throw refuse('temperature', 'a number above 0, or null', temperature);
  }
  if (!(threshold >= 0 && threshold <= 1)) throw refuse('threshold', 'a number in [0, 1]', threshold);
  return { temperature, threshold };
}
