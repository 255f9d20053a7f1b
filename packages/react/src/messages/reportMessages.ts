import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';
import { metricMessages, type MetricMessages } from './metricMessages';

/** Texts of `<EvaluationReport>`; its sections have those of their components. */
export interface ReportMessages extends ChartMessages, MetricMessages {
  readonly evaluationReport: string;
  readonly balancedAccuracy: string;
  readonly top2Accuracy: string;
  readonly logLoss: string;
  /** 95 % confidence interval. */
  readonly interval: (values: { level: string; from: string; to: string }) => string;
  /** A score without the samples whose image is also in the training set. */
  readonly scoreWithoutCopies: (score: string) => string;
  /** The same score in the earlier report, and its change since, of rates in percentage points. */
  readonly earlierScore: (values: { score: string; change: string }) => string;
  /** The labels in an order that would fit far better. */
  readonly otherLabelOrder: (values: { labels: string; accuracy: string; better: string }) => string;
  /** Labels that no sample has. `predictions` is the number of those of them, which count as wrong. */
  readonly labelsWithoutSamples: (values: { labels: string; predictions: string }) => string;
  /** The earlier report is of other data. */
  readonly otherDataset: (values: { dataset: string; earlier: string }) => string;
  readonly evaluationFacts: string;
  readonly dataset: string;
  /** Number of samples whose image is not also in the training set. */
  readonly samplesWithoutCopies: string;
  /** The share of the samples that the model was trained on. */
  readonly trainedOnSamples: string;
  readonly backend: string;
  readonly corruptionSeed: string;
  /** Name of the earlier report, and of its bars and dots. */
  readonly earlierReport: string;
  readonly thisReport: string;
  /** Heading of the wrong predictions. */
  readonly mistakes: string;
  readonly labelErrors: string;
  /** At a mistake whose given label is likely wrong. */
  readonly likelyLabelError: string;
  /** Above a list that may leave out the last ones. */
  readonly firstOf: (shown: string, total: string) => string;
  readonly sampleColumn: string;
  /** A sample by its row in the data. */
  readonly sampleRow: (row: string) => string;
  readonly givenLabel: string;
  readonly modelFacts: string;
  readonly network: string;
  readonly inputSize: string;
  /** Before the number of labels. */
  readonly labels: string;
  readonly temperature: string;
  readonly trainingFacts: string;
  readonly epochs: string;
  readonly seed: string;
  readonly trainingEnd: string;
  readonly library: string;
}

const own: Omit<ReportMessages, keyof (ChartMessages & MetricMessages)> = {
  evaluationReport: 'Evaluation',
  balancedAccuracy: 'Balanced accuracy',
  top2Accuracy: 'Top-2 accuracy',
  logLoss: 'Negative log-likelihood',
  interval: ({ level, from, to }) => `${level} interval ${from} to ${to}`,
  scoreWithoutCopies: (score) => `${score} without copies of training images`,
  earlierScore: ({ score, change }) => `${score} in the earlier report (${change})`,
  otherLabelOrder: ({ labels, accuracy, better }) =>
    `The labels may be in another order: ${labels} would give an accuracy of ${better} instead of ${accuracy}.`,
  labelsWithoutSamples: ({ labels, predictions }) =>
    `Labels without samples, left out of the means: ${labels}. Predictions of them, which count as wrong: ${predictions}.`,
  otherDataset: ({ dataset, earlier }) =>
    `The reports are of different data, ${dataset} and ${earlier}: changes may come from either.`,
  evaluationFacts: 'Evaluated on',
  dataset: 'Dataset',
  samplesWithoutCopies: 'Without copies',
  trainedOnSamples: 'Of these trained on (estimate)',
  backend: 'Backend',
  corruptionSeed: 'Seed of corruptions',
  earlierReport: 'Earlier report',
  thisReport: 'This report',
  mistakes: 'Mistakes, the most confident first',
  labelErrors: 'Likely label errors',
  likelyLabelError: 'likely a label error',
  firstOf: (shown, total) => `${shown} of ${total}`,
  sampleColumn: 'Sample',
  sampleRow: (row) => `row ${row}`,
  givenLabel: 'Given label',
  modelFacts: 'Model',
  network: 'Network',
  inputSize: 'Input',
  labels: 'Labels',
  temperature: 'Temperature',
  trainingFacts: 'Trained on',
  epochs: 'Epochs',
  seed: 'Seed',
  trainingEnd: 'Finished',
  library: 'Library',
};

/** English {@link ReportMessages}. */
export const reportMessages: ReportMessages = /* @__PURE__ */ joinMessages(chartMessages, metricMessages, own);
