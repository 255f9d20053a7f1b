import type { CorruptionKind } from '@ferkit/core';
import { chartMessages, type ChartMessages } from './chartMessages';
import { joinMessages } from './commonMessages';
import { metricMessages, type MetricMessages } from './metricMessages';

/** Texts of `<RobustnessChart>`. */
export interface RobustnessMessages extends ChartMessages, MetricMessages {
  readonly robustness: string;
  /** Score of one model on clean images, and its mean over the corruptions. `number` of corruptions selects the plural form. */
  readonly robustnessSummary: (values: {
    metric: string;
    clean: string;
    mean: string;
    corruptions: string;
    number: number;
  }) => string;
  /**
   * Means of several models. `models` are those of `robustnessOfModel`, in a list. `number` of corruptions selects the plural form.
   */
  readonly robustnessComparison: (values: {
    metric: string;
    models: string;
    corruptions: string;
    number: number;
  }) => string;
  readonly robustnessOfModel: (values: { model: string; clean: string; mean: string }) => string;
  /** The corruption that costs most. */
  readonly robustnessWorst: (corruption: string, score: string) => string;
  /** The mean covers fewer corruptions than the chart shows, since not every model was measured on all of them. */
  readonly robustnessShared: (shared: string, shown: string) => string;
  /** There are no means, since no corruption has a score of every measured model. */
  readonly robustnessNoneShared: string;
  /** Models whose reports have no scores on corrupted images. */
  readonly robustnessMissing: (models: string) => string;
  /** No report has scores on corrupted images. */
  readonly noRobustness: string;
  readonly robustnessMetric: string;
  readonly sortKind: string;
  readonly sortLoss: string;
  readonly cleanImages: string;
  readonly meanOfCorruptions: string;
  /** Mean over the strengths of a kind of corruption. */
  readonly meanOfKind: (kind: string) => string;
  readonly imagesColumn: string;
  /** Name of a kind of corruption. @default that of core, for kinds without an English name */
  readonly corruption: (kind: string) => string;
  /** Strength of a corruption, with its unit. */
  readonly strength: (strength: string, kind: string) => string;
  /** A score with its change against clean images, in percentage points. */
  readonly scoreChange: (score: string, points: string) => string;
  readonly changeColumn: string;
}

const names: Readonly<Record<string, string>> = {
  noise: 'Noise',
  blur: 'Blur',
  downscale: 'Small face',
  jpeg: 'JPEG',
  dark: 'Dark',
  contrast: 'Low contrast',
  rotate: 'Rotated',
  scale: 'Scaled',
  shift: 'Shifted',
  patch: 'Patch',
} satisfies Record<CorruptionKind, string>;

/** Writes strengths with their units; the word for JPEG's quality is the only one that languages have. */
export function strengthWith(quality: (quality: string) => string): RobustnessMessages['strength'] {
  return (strength, kind) => {
    if (kind === 'jpeg') return quality(strength);
    return Object.hasOwn(units, kind) ? units[kind]!(strength) : strength;
  };
}

const units: Readonly<Record<string, (strength: string) => string>> = {
  noise: (deviation) => `σ ${deviation}`,
  blur: (deviation) => `σ ${deviation} px`,
  downscale: (width) => `${width} px`,
  dark: (exponent) => `γ ${exponent}`,
  contrast: (factor) => `× ${factor}`,
  rotate: (degrees) => `${degrees}°`,
  scale: (factor) => `× ${factor}`,
  shift: (pixels) => `${pixels} px`,
  patch: (side) => `${side} px`,
} satisfies Record<Exclude<CorruptionKind, 'jpeg'>, (strength: string) => string>;

const overCorruptions = (written: string, number: number): string =>
  `on average over ${written} ${number === 1 ? 'corruption' : 'corruptions'}`;

const own: Omit<RobustnessMessages, keyof (ChartMessages & MetricMessages)> = {
  robustness: 'Robustness',
  robustnessSummary: ({ metric, clean, mean, corruptions, number }) =>
    `${metric} ${clean} on clean images, ${mean} ${overCorruptions(corruptions, number)}.`,
  robustnessComparison: ({ metric, models, corruptions, number }) =>
    `${metric} ${overCorruptions(corruptions, number)}: ${models}.`,
  robustnessOfModel: ({ model, clean, mean }) => `${model} ${mean} (clean ${clean})`,
  robustnessWorst: (corruption, score) => `Worst: ${corruption} (${score}).`,
  robustnessShared: (shared, shown) =>
    `Means are over ${shared} of ${shown} corruptions, those with a score of every measured model.`,
  robustnessNoneShared: 'No corruption has a score of every measured model, so that there are no means.',
  robustnessMissing: (models) => `Without scores on corrupted images: ${models}.`,
  noRobustness:
    "No scores on corrupted images. Get them by evaluate(model, data, { corruptions: 'standard' }) or ferkit evaluate --corruptions.",
  robustnessMetric: 'Show',
  sortKind: 'By kind',
  sortLoss: 'By loss',
  cleanImages: 'Clean',
  meanOfCorruptions: 'Mean',
  meanOfKind: (kind) => `${kind}, mean`,
  imagesColumn: 'Images',
  // A report may have kinds without a name, such as "constructor".
  corruption: (kind) => (Object.hasOwn(names, kind) ? names[kind]! : kind),
  strength: /* @__PURE__ */ strengthWith((quality) => `quality ${quality}`),
  scoreChange: (score, points) => `${score} (${points} points)`,
  changeColumn: 'Change in points',
};

/** English {@link RobustnessMessages}. */
export const robustnessMessages: RobustnessMessages = /* @__PURE__ */ joinMessages(chartMessages, metricMessages, own);
