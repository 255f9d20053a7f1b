import type { TrainEvent } from '../../index';
import type { Style } from './Style';
import { formatPercent, formatSeconds } from './formatNumber';
import { renderBar } from './formatTable';

type BatchEvent = Extract<TrainEvent, { readonly type: 'batch' }>;
type EpochEvent = Extract<TrainEvent, { readonly type: 'epoch' }>;

const LONGEST_BAR = 24;
const SHORTEST_BAR = 6;

const epochName = (epoch: number, epochs: number): string =>
  `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;

/** The progress of an epoch as one line of a log. */
export const describeBatch = (event: BatchEvent): string => batchParts(event).join('  ');

/** The progress of an epoch as one line of a terminal, shortened to its width, with a bar if it fits. */
export function renderBatch(event: BatchEvent, style: Style, columns: number): string {
  const [name, ...rest] = batchParts(event);
  // One column stays free: some terminals wrap when the last one is written.
  const room = columns - 1;
  for (let kept = rest.length; kept > 0; kept--) {
    const parts = rest.slice(0, kept);
    const barRoom = room - [name, ...parts].join('  ').length - 2;
    if (barRoom < SHORTEST_BAR) continue;
    const bar = renderBar(event.batch / event.batches, Math.min(barRoom, LONGEST_BAR), style);
    return [name, bar, ...parts].join('  ');
  }
  return [name, ...rest].join('  ').slice(0, Math.max(room, 0));
}

function batchParts({
  epoch,
  epochs,
  batch,
  batches,
  loss,
  accuracy,
  imagesPerSecond,
  secondsLeft,
}: BatchEvent): string[] {
  return [
    epochName(epoch, epochs),
    `${String(batch).padStart(String(batches).length)}/${batches}`,
    `loss ${loss.toFixed(3)}  accuracy ${formatPercent(accuracy, 1)}`,
    `${Math.round(imagesPerSecond)} images/s`,
    `${formatSeconds(secondsLeft)} left`,
  ];
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** Draws numbers as a curve of one line, from the lowest to the highest; equal ones lie in the middle. */
export function renderSparkline(values: readonly number[]): string {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const shareOf = (value: number): number => (highest > lowest ? (value - lowest) / (highest - lowest) : 0.5);
  return values.map((value) => LEVELS[Math.round(shareOf(value) * (LEVELS.length - 1))]!).join('');
}

/**
 * A finished epoch as one line: training and validation scores, and a mark if it is the best so far.
 * @param curve - drawn at its end
 */
export function renderEpoch(event: EpochEvent, style: Style, curve: readonly number[] = []): string {
  const { epoch, epochs, train, validation, best, seconds } = event;
  const parts = [
    epochName(epoch, epochs),
    `loss ${train.loss.toFixed(3)}  accuracy ${formatPercent(train.accuracy, 1)}`,
  ];
  if (validation !== undefined) {
    parts.push(
      `validation: loss ${validation.loss.toFixed(3)}  accuracy ${formatPercent(validation.accuracy)}  macro F1 ${formatPercent(validation.macroF1)}`,
    );
  }
  parts.push(formatSeconds(seconds));
  if (best && validation !== undefined) parts.push(style.bold(style.paint('best', { foreground: [45, 160, 120] })));
  if (curve.length > 1) parts.push(style.dim(renderSparkline(curve)));
  return parts.join('  ');
}
