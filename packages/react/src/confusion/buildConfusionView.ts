import type { ConfusionCounts } from '@ferkit/core';
import { findFault } from '../elements/checkProps';
import { countsRule, countsText, flagRule, isRecord, namesRule, oneOf, optional, rule } from '../elements/propRules';
import { confusionMessages, type ConfusionMessages } from '../messages/confusionMessages';
import { joinSentences } from '../messages/joinTexts';
import { numberFormats } from '../messages/numberFormats';
import {
  type ConfusionCell,
  type ConfusionData,
  confusionDefaults,
  type ConfusionLabel,
  type ConfusionOptions,
  type ConfusionSort,
  type ConfusionView,
  type Normalize,
} from './ConfusionView';

// Without a read of `countsRule.expected`, which bundlers take for a side effect, and keep this file in pages that do not use it.
const dataRule = /* @__PURE__ */ rule(countsText, (value) =>
  countsRule.accepts(isRecord(value) && 'confusion' in value ? value.confusion : value),
);

/** Rules of the data and the {@link ConfusionOptions}. */
export const confusionProps = {
  data: dataRule,
  compareWith: /* @__PURE__ */ optional(dataRule),
  normalize: /* @__PURE__ */ optional(oneOf('true', 'predicted', 'all', false)),
  order: /* @__PURE__ */ optional(namesRule),
  sort: /* @__PURE__ */ optional(oneOf('given', 'recall', 'support', 'label')),
  hideDiagonal: /* @__PURE__ */ optional(flagRule),
  scale: /* @__PURE__ */ optional(oneOf('fixed', 'fit')),
} as const;

/** Ends of the colour scale for changes of shares. */
const CHANGE_LIMITS = [0.05, 0.1, 0.25, 0.5, 1];
const NO_VALUE = '–';
/** Stands for zero, so that the other numbers stand out. */
const ZERO = '·';

/**
 * Prepares a confusion matrix for display: orders the labels, normalises, compares and formats the numbers. Input of
 * `useConfusionMatrix` and of the file exports; runs without a browser.
 * @throws OPTION_INVALID for counts that do not fit the labels, and for unknown options
 *
 * @example
 * ```ts
 * const view = buildConfusionView(report, { normalize: 'predicted', sort: 'recall' });
 * console.log(view.summary, view.rows[0]?.[1]?.text);
 * ```
 */
export function buildConfusionView(data: ConfusionData, options: ConfusionOptions = {}): ConfusionView {
  const fault = findFault('buildConfusionView', { ...options, data }, confusionProps, confusionMessages);
  if (fault !== undefined) throw fault;
  const {
    normalize = confusionDefaults.normalize,
    order = confusionDefaults.order,
    sort = confusionDefaults.sort,
    hideDiagonal = confusionDefaults.hideDiagonal,
    scale = confusionDefaults.scale,
    compareWith,
    messages: overrides,
  } = options;
  const messages = { ...confusionMessages, ...overrides };
  const counts = countsOf(data);
  const table = tabulate(counts);
  const otherTable = compareWith && tabulate(countsOf(compareWith));
  const format = numberFormats(messages.locale);
  const names = sortLabels(counts.labels, order, sort, table, messages);

  const measure = (from: Table, truth: string, predicted: string): number => {
    const count = from.count(truth, predicted);
    return normalize === false ? count : share(count, denominatorOf(from, normalize, truth, predicted));
  };
  const shown = (truth: string, predicted: string): number =>
    measure(table, truth, predicted) - (otherTable ? measure(otherTable, truth, predicted) : 0);

  const highest = Math.max(
    0,
    ...names.flatMap((truth) =>
      names.map((predicted) => (hideDiagonal && truth === predicted ? 0 : Math.abs(shown(truth, predicted)))),
    ),
  );
  let limit = highest || 1;
  if (normalize !== false) {
    if (otherTable) limit = CHANGE_LIMITS.find((step) => step >= highest) ?? 1;
    else if (scale === 'fixed') limit = 1;
  }
  const formatChange = normalize === false ? format.countChange : format.shareChange;
  const formatValue = otherTable ? formatChange : normalize === false ? format.count : format.share;

  const describeShare = (truth: string, predicted: string, part: string): string => {
    if (normalize === 'all') return messages.shareOfAll(part);
    return normalize === 'predicted'
      ? messages.shareOfPredicted(part, messages.label(predicted))
      : messages.shareOfTruth(part, messages.label(truth));
  };
  const rows = names.map((truth, row) =>
    names.map((predicted, column): ConfusionCell => {
      const correct = truth === predicted;
      const count = table.count(truth, predicted);
      const whole = denominatorOf(table, normalize, truth, predicted);
      const hidden = correct && hideDiagonal;
      const amount = shown(truth, predicted);
      const described = messages.cell({
        truth: messages.label(truth),
        predicted: messages.label(predicted),
        count: format.count(count),
        whole: format.count(whole),
        share: describeShare(truth, predicted, format.share(share(count, whole))),
        correct,
      });
      const text = normalize !== false && whole === 0 ? NO_VALUE : amount === 0 ? ZERO : formatValue(amount);
      return {
        truth,
        predicted,
        row,
        column,
        correct,
        count,
        share: share(count, whole),
        value: hidden ? 0 : amount / limit,
        text: hidden ? '' : text,
        description: hidden
          ? messages.cellHidden(messages.label(truth))
          : otherTable
            ? messages.cellChange(described, formatChange(amount))
            : described,
      };
    }),
  );

  const formatMargin = (part: number, whole: number, otherPart = 0, otherWhole = 0): string => {
    if (whole === 0) return NO_VALUE;
    return otherTable
      ? format.shareChange(share(part, whole) - share(otherPart, otherWhole))
      : format.share(share(part, whole));
  };
  const labels = names.map((name): ConfusionLabel => {
    const right = table.count(name, name);
    const otherRight = otherTable?.count(name, name);
    const support = table.support(name);
    const predicted = table.predicted(name);
    return {
      name,
      text: messages.label(name),
      support,
      predicted,
      recall: support === 0 ? null : right / support,
      precision: predicted === 0 ? null : right / predicted,
      recallText: formatMargin(right, support, otherRight, otherTable?.support(name)),
      precisionText: formatMargin(right, predicted, otherRight, otherTable?.predicted(name)),
    };
  });

  const worst = rows
    .flat()
    .filter(({ correct, count }) => !correct && count > 0)
    .reduce<ConfusionCell | null>((best, cell) => (best && best.share >= cell.share ? best : cell), null);
  const accuracyText = formatMargin(table.right, table.samples, otherTable?.right, otherTable?.samples);
  const summary = [
    messages.confusionSummary({
      samples: format.count(table.samples),
      labels: format.count(names.length),
      accuracy: format.exactShare(share(table.right, table.samples)),
    }),
  ];
  if (otherTable) summary.push(messages.confusionChange(accuracyText));
  else if (worst) {
    const words = { truth: messages.label(worst.truth), predicted: messages.label(worst.predicted) };
    const part = describeShare(worst.truth, worst.predicted, format.exactShare(worst.share));
    summary.push(messages.confusionWorst({ ...words, share: part }));
  }
  return {
    labels,
    rows,
    samples: table.samples,
    accuracy: share(table.right, table.samples),
    accuracyText,
    kind: otherTable ? 'change' : normalize === false ? 'count' : 'share',
    ends: [formatValue(otherTable ? -limit : 0), formatValue(limit)],
    summary: joinSentences(summary, messages.locale),
  };
}

/** Counts of a matrix by label, and their sums. */
interface Table {
  readonly count: (truth: string, predicted: string) => number;
  readonly support: (label: string) => number;
  readonly predicted: (label: string) => number;
  readonly samples: number;
  readonly right: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function countsOf(data: ConfusionData): ConfusionCounts {
  return 'confusion' in data ? data.confusion : data;
}

function tabulate({ labels, counts }: ConfusionCounts): Table {
  const indices = new Map(labels.map((label, index) => [label, index]));
  const at = (row: number, column: number): number => counts[row]?.[column] ?? 0;
  const supports = labels.map((_, row) => sum(labels.map((__, column) => at(row, column))));
  const predictions = labels.map((_, column) => sum(labels.map((__, row) => at(row, column))));
  const indexOf = (label: string): number => indices.get(label) ?? -1;
  return {
    count: (truth, predicted) => at(indexOf(truth), indexOf(predicted)),
    support: (label) => supports[indexOf(label)] ?? 0,
    predicted: (label) => predictions[indexOf(label)] ?? 0,
    samples: sum(supports),
    right: sum(labels.map((_, index) => at(index, index))),
  };
}

/** Denominator of the share of a cell. */
function denominatorOf(table: Table, normalize: Normalize, truth: string, predicted: string): number {
  if (normalize === 'all') return table.samples;
  return normalize === 'predicted' ? table.predicted(predicted) : table.support(truth);
}

function sortLabels(
  given: readonly string[],
  order: readonly string[],
  sort: ConfusionSort,
  table: Table,
  messages: ConfusionMessages,
): readonly string[] {
  const labels = [...new Set([...order.filter((label) => given.includes(label)), ...given])];
  const recall = (label: string): number => share(table.count(label, label), table.support(label));
  if (sort === 'label') {
    return labels.sort((a, b) => messages.label(a).localeCompare(messages.label(b), messages.locale));
  }
  if (sort === 'recall') return labels.sort((a, b) => recall(b) - recall(a));
  return sort === 'support' ? labels.sort((a, b) => table.support(b) - table.support(a)) : labels;
}
