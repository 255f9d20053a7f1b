import type { EpochRecord } from '@ferkit/core';
import { useState, type PointerEvent, type ReactElement } from 'react';
import { DataTable } from '../elements/DataTable';
import { guardView } from '../elements/guardView';
import { anyNumberRule, listOf, numberFrom, optional, shape, wholeFrom } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend } from '../elements/Legend';
import { Plot, dotPath, linePath, niceTicks, placeOn, type Axis } from '../elements/Plot';
import { curveMessages, type CurveMessages } from '../messages/curveMessages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';

/** Props of {@link TrainingCurves}. */
export interface TrainingCurvesProps extends ViewProps {
  /** Records of the epochs so far; a longer history extends the curves. */
  readonly history: readonly EpochRecord[];
  /** Planned number of epochs, which sets the width of the charts. @default the length of the history */
  readonly epochs?: number | undefined;
}

const metricsRule = /* @__PURE__ */ shape('metrics', { loss: anyNumberRule, accuracy: anyNumberRule });

const guard = {
  name: 'TrainingCurves',
  kind: 'training',
  texts: curveMessages,
  props: {
    history: listOf(
      'the history of a training: a list of { epoch, train: { loss, accuracy } }',
      shape('an epoch', { epoch: wholeFrom(1), train: metricsRule, validation: optional(metricsRule) }),
    ),
    epochs: optional(numberFrom(0)),
  },
} as const;

/**
 * Training and validation loss and accuracy over the epochs, with the best epoch marked. To follow a run live, pass a longer
 * history after each epoch.
 *
 * @example
 * ```tsx
 * <TrainingCurves history={history} epochs={30} />
 * ```
 */
export const TrainingCurves = /* @__PURE__ */ guardView<TrainingCurvesProps>(
  guard,
  function TrainingCurves({ history, epochs = 0, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(curveMessages, overrides);
    const { count, decimal, exactShare } = numberFormats(messages.locale);
    const [hovered, setHovered] = useState<number | null>(null);
    const best = history.findLast((record) => record.best);
    const shared = { history, epochs, best, hovered, onHover: setHovered, messages };
    const { loss, accuracy, train, validation } = messages;
    return (
      <Figure
        messages={messages}
        kind="training"
        name={messages.trainingCurves}
        summary={best ? messages.bestEpoch(count(best.epoch)) : messages.noEpochs}
        {...attributes}
        ref={ref}
      >
        <div className="ferkit-columns">
          <TrainingCurve {...shared} metric="loss" name={loss} format={decimal} />
          <TrainingCurve {...shared} metric="accuracy" name={accuracy} format={exactShare} />
        </div>
        <DataTable
          messages={messages}
          columns={[
            messages.epoch,
            `${loss}, ${train}`,
            `${loss}, ${validation}`,
            `${accuracy}, ${train}`,
            `${accuracy}, ${validation}`,
          ]}
          rows={history.map((record) => [
            record === best ? messages.bestEpoch(count(record.epoch)) : count(record.epoch),
            decimal(record.train.loss),
            record.validation ? decimal(record.validation.loss) : '–',
            exactShare(record.train.accuracy),
            record.validation ? exactShare(record.validation.accuracy) : '–',
          ])}
        />
      </Figure>
    );
  },
);

interface TrainingCurveProps {
  readonly history: readonly EpochRecord[];
  readonly epochs: number;
  readonly metric: 'loss' | 'accuracy';
  readonly name: string;
  readonly format: (value: number) => string;
  readonly best: EpochRecord | undefined;
  /** The epoch under the pointer, shared by all charts; null for none. */
  readonly hovered: number | null;
  readonly onHover: (epoch: number | null) => void;
  readonly messages: CurveMessages;
}

/** Chart of one metric over the epochs. */
function TrainingCurve({
  history,
  epochs,
  metric,
  name,
  format,
  best,
  hovered,
  onHover,
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

  const describeEpoch = (epoch: number): string[] =>
    series.map(({ name: set, points }) => {
      const value = points.find(([at]) => at === epoch)?.[1];
      return value === undefined ? set : `${set} ${format(value)}`;
    });
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const epoch = Math.round(1 + ((event.clientX - left) / width) * (end - 1));
    onHover(history.some((record) => record.epoch === epoch) ? epoch : null);
  };
  const bestAt = best && placeOn(x, best.epoch);
  const bestValue = best && (best.validation ?? best.train)[metric];
  return (
    <div>
      <div className="ferkit-over">
        <strong>{name}</strong>
        <Legend names={describeEpoch(hovered ?? last)} mark="line" />
      </div>
      <Plot
        label={messages.trainingSummary({
          metric: name,
          epochs: count(history.length),
          last: describeEpoch(last).join(', ') || messages.noData,
        })}
        x={x}
        y={y}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onHover(null)}
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
        {hovered !== null && <path className="ferkit-cursor" d={`M${placeOn(x, hovered)} 0V100`} />}
        {series.map(({ name: set, points }, place) => (
          <g key={set} data-series={place}>
            <path className="ferkit-line" d={linePath(x, y, points)} />
            {(points.length === 1 ? points : points.filter(([epoch]) => epoch === hovered)).map(([epoch, value]) => (
              <path key={epoch} className="ferkit-dot" d={dotPath(x, y, epoch, value)} />
            ))}
          </g>
        ))}
        {best && <path className="ferkit-dot" d={dotPath(x, y, best.epoch, bestValue!)} />}
      </Plot>
    </div>
  );
}
