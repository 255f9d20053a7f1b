import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';
import { errorMessages, type ErrorMessages } from './errorMessages';

/** Texts of a training run after its start. */
export interface RunMessages extends CommonMessages, ErrorMessages {
  readonly trainingPreparing: string;
  readonly trainingStopping: string;
  readonly trainingProgress: (values: { epoch: string; epochs: string; batch: string; batches: string }) => string;
  readonly trainingSpeed: (values: { imagesPerSecond: string; left: string }) => string;
  readonly trainingStopped: (epochs: string) => string;
  /** `accuracy` is that of the best epoch on the validation set; null without a validation set. */
  readonly trainingFinished: (values: { epochs: string; best: string; accuracy: string | null }) => string;
  readonly trainingEpochDone: (values: { epoch: string; epochs: string }) => string;
  readonly confusionAfterEpoch: (epoch: string) => string;
  /** Backend and device, seed, and number of parameters of the run. */
  readonly trainedOn: (values: { backend: string; device: string; seed: string; parameters: string }) => string;
  /** Training faces that were held out, because the data have none for validation. `number` selects the plural form. */
  readonly heldOutFaces: (number: number, written: string) => string;
  readonly saveModel: string;
  readonly savingModel: string;
  readonly modelSaved: string;
}

const own: Omit<RunMessages, keyof (CommonMessages & ErrorMessages)> = {
  trainingPreparing: 'Starting the engine …',
  trainingStopping: 'Stopping after this batch …',
  trainingProgress: ({ epoch, epochs, batch, batches }) => `Epoch ${epoch} of ${epochs}, batch ${batch} of ${batches}`,
  trainingSpeed: ({ imagesPerSecond, left }) => `${imagesPerSecond} faces per second, ${left} left`,
  trainingStopped: (epochs) => `Stopped. Completed epochs: ${epochs}.`,
  trainingFinished: ({ epochs, best, accuracy }) =>
    `Finished after ${epochs} epochs. Best: epoch ${best}${accuracy === null ? '' : `, validation accuracy ${accuracy}`}.`,
  trainingEpochDone: ({ epoch, epochs }) => `Epoch ${epoch} of ${epochs} completed.`,
  confusionAfterEpoch: (epoch) => `Validation after epoch ${epoch}`,
  trainedOn: ({ backend, device, seed, parameters }) =>
    `${backend} (${device}), ${parameters} parameters, seed ${seed}`,
  heldOutFaces: (number, written) =>
    `${written} of the training faces ${number === 1 ? 'is' : 'are'} held out for validation.`,
  saveModel: 'Save model',
  savingModel: 'Saving …',
  modelSaved: 'Model saved.',
};

/** English {@link RunMessages}. */
export const runMessages: RunMessages = /* @__PURE__ */ joinMessages(commonMessages, errorMessages, own);
