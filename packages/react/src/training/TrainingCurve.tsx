import type { EpochRecord } from '@ferkit/core';
import type { PointerEvent, ReactElement } from 'react';
import { Legend } from '../elements/Legend';
import { Plot } from '../elements/Plot';
import { type Axis, dotPath, linePath, niceTicks, placeOn } from '../elements/axis';
import type { CurveMessages } from '../messages/curveMessages';
import { numberFormats } from '../messages/numberFormats';

interface TrainingCurveProps {
  readonly history: readonly EpochRecord[];
  readonly epochs: number;
  readonly metric: 'loss' | 'accuracy';
  readonly name: string;
  readonly format: (value: number) => string;
  readonly best: EpochRecord | undefined;
  /** The epoch under the pointer in any of the charts. */
  readonly pointed: number | null;
  readonly onPoint: (epoch: number | null) => void;
  readonly messages: CurveMessages;
}

/** One metric by epoch. */
export function TrainingCurve({
  history,
  epochs,
  metric,
  name,
  format,
  best,
  pointed,
  onPoint,
  messages,
}: TrainingCurveProps): ReactElement {
  const { count, share } = numberFormats(messages.locale);
  const series = (['validation', 'train'] as const)
    .map((set) => ({
      name: messages[set],
      points: history.flatMap(({ epoch, [set]: scores }) => (scores ? [[epoch, scores[metric]] as const] : [])),
    }))
    .filter(({ points }) => points.length > 0);
  const last = history.at(-1)?.epoch ?? 1;
  const end = Math.max(epochs, last, 2);
  const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const ticks = metric === 'accuracy' ? [0, 0.25, 0.5, 0.75, 1] : niceTicks(values.length > 0 ? values : [0, 1], 4);
  const x: Axis = {
    title: messages.epoch,
    domain: [1, end],
    ticks: [
      1,
      ...niceTicks([1, end], 5).filter((tick) => Number.isInteger(tick) && tick > 1 + end / 12 && tick <= end),
    ],
    format: count,
  };
  const y: Axis = {
    title: name,
    domain: [ticks[0]!, ticks.at(-1)!],
    ticks,
    format: metric === 'accuracy' ? share : count,
  };

  const read = (epoch: number): string[] =>
    series.map(({ name: set, points }) => {
      const value = points.find(([at]) => at === epoch)?.[1];
      return value === undefined ? set : `${set} ${format(value)}`;
    });
  const point = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const epoch = Math.round(1 + ((event.clientX - left) / width) * (end - 1));
    onPoint(history.some((record) => record.epoch === epoch) ? epoch : null);
  };
  const bestAt = best && placeOn(x, best.epoch);
  const bestValue = best && (best.validation ?? best.train)[metric];
  return (
    <div>
      <div className="ferkit-over">
        <strong>{name}</strong>
        <Legend names={read(pointed ?? last)} mark="line" />
      </div>
      <Plot
        label={messages.trainingSummary({
          metric: name,
          epochs: count(history.length),
          last: read(last).join(', ') || messages.noData,
        })}
        x={x}
        y={y}
        onPointerMove={point}
        onPointerLeave={() => onPoint(null)}
        overlay={
          best && (
            <span
              className="ferkit-flag"
              style={bestAt! > 50 ? { right: `${100 - bestAt!}%` } : { left: `${bestAt!}%` }}
            >
              {messages.bestEpoch(count(best.epoch))}
            </span>
          )
        }
      >
        {best && <path className="ferkit-mark" d={`M${bestAt!} 0V100`} />}
        {pointed !== null && <path className="ferkit-cursor" d={`M${placeOn(x, pointed)} 0V100`} />}
        {series.map(({ name: set, points }, place) => (
          <g key={set} data-series={place}>
            <path className="ferkit-line" d={linePath(x, y, points)} />
            {(points.length === 1 ? points : points.filter(([epoch]) => epoch === pointed)).map(([epoch, value]) => (
              <path key={epoch} className="ferkit-dot" d={dotPath(x, y, epoch, value)} />
            ))}
          </g>
        ))}
        {best && <path className="ferkit-dot" d={dotPath(x, y, best.epoch, bestValue!)} />}
      </Plot>
    </div>
  );
}
