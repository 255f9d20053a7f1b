import { commonMessages, type CommonMessages, joinMessages } from './commonMessages';
import { errorMessages, type ErrorMessages } from './errorMessages';

/** The words of `<TrainingPanel>` before a run. */
export interface TrainingMessages extends CommonMessages, ErrorMessages {
  readonly trainingPanel: string;
  readonly trainingData: (words: { train: string; validation: string | null; labels: string }) => string;
  readonly noTrainingData: string;
  readonly startTraining: string;
  readonly stopTraining: string;
  readonly resumeTraining: string;
  readonly restartTraining: string;
}

const own: Omit<TrainingMessages, keyof (CommonMessages & ErrorMessages)> = {
  trainingPanel: 'Train a model',
  trainingData: ({ train, validation, labels }) =>
    `${train} faces of ${labels} labels to learn from${validation === null ? '' : `, ${validation} to be judged by`}.`,
  noTrainingData: 'There is nothing to learn from yet.',
  startTraining: 'Start training',
  stopTraining: 'Stop',
  resumeTraining: 'Resume',
  restartTraining: 'Start anew',
};

/** The words of {@link TrainingMessages} in English. */
export const trainingMessages: TrainingMessages = /* @__PURE__ */ joinMessages(commonMessages, errorMessages, own);
