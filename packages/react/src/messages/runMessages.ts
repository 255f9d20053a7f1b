import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';
import { errorMessages, type ErrorMessages } from './errorMessages';

/** The words of a training run, from its start on. */
export interface RunMessages extends CommonMessages, ErrorMessages {
  readonly trainingPreparing: string;
  readonly trainingStopping: string;
  readonly trainingProgress: (words: { epoch: string; epochs: string; batch: string; batches: string }) => string;
  readonly trainingSpeed: (words: { imagesPerSecond: string; left: string }) => string;
  readonly trainingStopped: (epochs: string) => string;
  /** The accuracy is that of the best epoch on the validation set; null without one. */
  readonly trainingFinished: (words: { epochs: string; best: string; accuracy: string | null }) => string;
  readonly trainingEpochDone: (words: { epoch: string; epochs: string }) => string;
  readonly confusionAfterEpoch: (epoch: string) => string;
  /** What trained: the backend and its device, the seed, the size of the network. */
  readonly trainedOn: (words: { backend: string; device: string; seed: string; parameters: string }) => string;
  readonly saveModel: string;
  readonly savingModel: string;
  readonly modelSaved: string;
}

const own: Omit<RunMessages, keyof (CommonMessages & ErrorMessages)> = {
  trainingPreparing: 'Starting the engine …',
  trainingStopping: 'Stopping after this batch …',
  trainingProgress: ({ epoch, epochs, batch, batches }) => `Epoch ${epoch} of ${epochs}, batch ${batch} of ${batches}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `${imagesPerSecond} faces a second, ${left} left`,
  trainingStopped: (epochs) => `Stopped. Whole epochs so far: ${epochs}.`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `Finished after ${epochs} epochs. Best: epoch ${best}${accuracy === null ? '' : `, ${accuracy} of the validation set right`}.`,
  trainingEpochDone: ({ epoch, epochs }) => `Epoch ${epoch} of ${epochs} is done.`,
  confusionAfterEpoch: (epoch) => `Validation after epoch ${epoch}`,
  trainedOn: ({ backend, device, seed, parameters }) =>
    `${backend} (${device}), ${parameters} parameters, seed ${seed}`,
  saveModel: 'Save model',
  savingModel: 'Saving …',
  modelSaved: 'The model is saved.',
};

/** The words of {@link RunMessages} in English. */
export const runMessages: RunMessages = /* @__PURE__ */ joinMessages(commonMessages, errorMessages, own);
