import type {
  ArchitectureId,
  BackendChoice,
  Dataset,
  FerModel,
  TrainData,
  TrainEvent,
  TrainRecipe,
  TrainResult,
  WasmOptions,
} from '@ferkit/core';

/** What is learned from: sets of your own, or one dataset whose splits `train` and `validation` are used. */
export type TrainingData = TrainData | Dataset;

/** Makes the model that a run trains. */
export type MakeModel = (train: Dataset, signal: AbortSignal) => Promise<FerModel>;

/** What is trained, where, and how. */
export interface TrainingOptions {
  /**
   * A model of your own, which is trained in place and stays yours to dispose of; or what makes one for each new run, as
   * `adaptModel` does. Models that are made are disposed of with the component, and before the next new run.
   * @default a new one is made for the labels and the image size of the data
   */
  readonly model?: FerModel | MakeModel | undefined;
  /** The network of a model that is made by itself. @default 'fer-cnn' */
  readonly architecture?: ArchitectureId | undefined;
  /** What a model that is made by itself runs on. @default 'auto' */
  readonly backend?: BackendChoice | undefined;
  /** How to train, as for `train`; `seed` also makes the first weights. @default those of `train` */
  readonly options?: Partial<TrainRecipe> | undefined;
  /**
   * Where a run keeps what it needs to go on after a stop, as `indexeddb:name`; two runs at a time need two names. It is
   * removed when the run ends. With false a run that was stopped cannot go on.
   * @default 'indexeddb:ferkit-training'
   */
  readonly checkpoint?: string | false | undefined;
  /**
   * Starts a worker whose script calls `serveWorker`, so that the page stays smooth. One for each start and resume.
   * @default the page trains
   */
  readonly worker?: (() => Worker) | undefined;
  /** Where the WebAssembly files are served, for a worker; the page itself is told by `configureWasm`. @default none is needed */
  readonly wasm?: WasmOptions | undefined;
  /** Called with the model, which has its best weights now, and with what the run did. */
  readonly onFinish?: ((model: FerModel, result: TrainResult) => void) | undefined;
  readonly onError?: ((error: Error) => void) | undefined;
  /** Told of all that happens in a run. */
  readonly onEvent?: ((event: TrainEvent) => void) | undefined;
}

/** The defaults of {@link TrainingOptions}. */
export const trainingDefaults = {
  architecture: 'fer-cnn',
  backend: 'auto',
  checkpoint: 'indexeddb:ferkit-training',
} as const;

/** What one run works with, from its start over all its stops to its end. */
export interface TrainingJob {
  readonly data: TrainingData;
  /** As they were at the start: with others a run could not go on where it stopped. */
  readonly options: TrainingOptions;
  model: FerModel | null;
}

/** Disposes of the model that a job made; one that was given is not its to dispose of. */
export function endJob(job: TrainingJob): void {
  if (job.model !== job.options.model) job.model?.dispose();
  job.model = null;
}
