/** Names of the scores that reports and charts of robustness share. */
export interface MetricMessages {
  readonly macroF1: string;
  readonly calibrationError: string;
}

/** English {@link MetricMessages}. */
export const metricMessages: MetricMessages = {
  macroF1: 'Macro F1',
  calibrationError: 'Calibration error',
};
