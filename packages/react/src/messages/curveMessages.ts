import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';

/** Texts of `<TrainingCurves>`. */
export interface CurveMessages extends ChartMessages {
  readonly trainingCurves: string;
  readonly epoch: string;
  readonly loss: string;
  readonly train: string;
  readonly validation: string;
  readonly bestEpoch: (epoch: string) => string;
  readonly trainingSummary: (values: { epochs: string; metric: string; last: string }) => string;
  readonly noEpochs: string;
  /** Name of a run without one. */
  readonly run: (number: string) => string;
  readonly zoomHint: string;
  /** The epochs in view after zooming. */
  readonly zoomed: (from: string, to: string) => string;
  readonly resetZoom: string;
  /** Under a chart that is zoomed: the keys that move the view. */
  readonly panHint: string;
}

const own: Omit<CurveMessages, keyof ChartMessages> = {
  trainingCurves: 'Training',
  epoch: 'Epoch',
  loss: 'Loss',
  train: 'Train',
  validation: 'Validation',
  bestEpoch: (epoch) => `Best epoch: ${epoch}`,
  trainingSummary: ({ epochs, metric, last }) => `${metric} over ${epochs} epochs; last: ${last}.`,
  noEpochs: 'Waiting for the first epoch.',
  run: (number) => `Run ${number}`,
  zoomHint: 'Drag across a chart to zoom in, or press + and −.',
  zoomed: (from, to) => `Epochs ${from} to ${to}`,
  resetZoom: 'Show all epochs',
  panHint: 'The arrow keys, Home and End move the view; 0 shows all.',
};

/** English {@link CurveMessages}. */
export const curveMessages: CurveMessages = /* @__PURE__ */ joinMessages(chartMessages, own);
