import type {
  Abortable,
  ArchitectureId,
  BackendChoice,
  Dataset,
  FerModel,
  TrainData,
  TrainEvent,
  TrainRecipe,
  TrainResult,
} from '@ferkit/core';
import type { WorkerClassifierOptions } from '@ferkit/core/worker';

/** A training set and an optional validation set, or one dataset whose splits `train` and `validation` are used. */
export type TrainingData = TrainData | Dataset;

/** Creates the model of a run, for the labels and the image size of its training set. */
export type MakeModel = (train: Dataset, signal: NonNullable<Abortable['signal']>) => Promise<FerModel>;

/** How a page trains: the recipe of `train`, and the checkpoint. */
export interface TrainingOptions extends Partial<TrainRecipe> {
  /**
   * Target of the checkpoint that a stopped run resumes from, as `indexeddb:name`. Runs at the same time need different
   * names. The checkpoint is removed when the run finishes; with false a stopped run cannot be resumed.
   * @default 'indexeddb:ferkit-training'
   */
  readonly checkpoint?: string | false | undefined;
}

/** The model, backend and thread of a training run, and its callbacks. */
export interface TrainingSetup {
  /**
   * A model, which is trained in place and stays yours to dispose of; or a function that creates one for each new run, as
   * `adaptModel` does. Created models are disposed of with the component and before the next new run.
   * @default a new model for the labels and the image size of the data
   */
  readonly model?: FerModel | MakeModel | undefined;
  /** Network of the default model. @default 'fer-cnn' */
  readonly architecture?: ArchitectureId | undefined;
  /** Backend of the default model. @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /**
   * True trains in a worker that comes with ferkit, so that the page stays responsive; where it cannot start, the page's own thread trains,
   * and the console of a development build says so. False is always that thread. A function starts a worker of yours, whose script calls
   * `serveWorker`, on each start and resume.
   * @default true
   */
  readonly worker?: boolean | (() => WorkerClassifierOptions['worker']) | undefined;
  /** Called when a run finishes, with the model at its best weights. @default none */
  readonly onFinish?: ((model: FerModel, result: TrainResult) => void) | undefined;
  /** Called when a run fails. @default none */
  readonly onError?: ((error: Error) => void) | undefined;
  /** Called with each event of `train`. @default none */
  readonly onEvent?: ((event: TrainEvent) => void) | undefined;
}

/** Options of {@link useTraining}. */
export interface UseTrainingOptions extends TrainingSetup, TrainingOptions {}

/** The defaults of {@link UseTrainingOptions}; those of the recipe are core's `trainDefaults`. */
export const trainingDefaults = {
  architecture: 'fer-cnn',
  backend: 'auto',
  checkpoint: 'indexeddb:ferkit-training',
} as const satisfies UseTrainingOptions;
