import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';
import { errorMessages, type ErrorMessages } from './errorMessages';

/** Texts of `<TrainingPanel>` before a run. */
export interface TrainingMessages extends CommonMessages, ErrorMessages {
  readonly trainingPanel: string;
  readonly trainingData: (values: { train: string; validation: string | null; labels: string }) => string;
  readonly noTrainingData: string;
  readonly startTraining: string;
  readonly stopTraining: string;
  readonly resumeTraining: string;
  readonly restartTraining: string;
}

const own: Omit<TrainingMessages, keyof (CommonMessages & ErrorMessages)> = {
  trainingPanel: 'Train a model',
  trainingData: ({ train, validation, labels }) =>
    `${train} training faces of ${labels} labels${validation === null ? '' : `, ${validation} validation faces`}.`,
  noTrainingData: 'No training data yet.',
  startTraining: 'Start training',
  stopTraining: 'Stop',
  resumeTraining: 'Resume',
  restartTraining: 'Restart',
};

/** English {@link TrainingMessages}. */
export const trainingMessages: TrainingMessages = /* @__PURE__ */ joinMessages(commonMessages, errorMessages, own);
