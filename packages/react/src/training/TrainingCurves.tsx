import type { EpochRecord } from '@ferkit/core';
import { type KeyboardEvent, type ReactElement, useId } from 'react';
import { DataTable } from '../elements/DataTable';
import { guardView } from '../elements/guardView';
import { anyNumberRule, listOf, namesRule, numberFrom, optional, shape, wholeFrom } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend, type SeriesStyle, useSeriesToggles } from '../elements/Legend';
import { Plot, dotPath, linePath, niceTicks, placeOn, type Axis } from '../elements/Plot';
import { ResetZoom } from '../elements/ResetZoom';
import { Tip } from '../elements/Tip';
import { placeOf, selectorOf, useMarks, type MarksState } from '../elements/useMarks';
import { useZoom, type Zoom } from '../elements/useZoom';
import { useZoomKeys } from '../elements/useZoomKeys';
import { isolateName, joinWords } from '../messages/joinTexts';
import { curveMessages, type CurveMessages } from '../messages/curveMessages';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';

/** Props of {@link TrainingCurves}. */
export interface TrainingCurvesProps extends ViewProps {
  /** Records of the epochs so far; a longer history extends the curves. */
  readonly history: readonly EpochRecord[];
  /** Planned number of epochs, which sets the width of the charts. @default the length of the history */
  readonly epochs?: number | undefined;
  /** History of another run, drawn with the first; tips and the table have the differences. @default none */
  readonly compareWith?: readonly EpochRecord[] | undefined;
  /** Displayed names of the two runs. @default 'Run 1' and 'Run 2' */
  readonly names?: readonly string[] | undefined;
}

const metricsRule = /* @__PURE__ */ shape('metrics', { loss: anyNumberRule, accuracy: anyNumberRule });
const historyRule = /* @__PURE__ */ listOf(
  'the history of a training: a list of { epoch, train: { loss, accuracy } }',
  shape('an epoch', { epoch: wholeFrom(1), train: metricsRule, validation: optional(metricsRule) }),
);

const guard = {
  name: 'TrainingCurves',
  kind: 'training',
  texts: curveMessages,
  props: {
    history: historyRule,
    epochs: optional(numberFrom(0)),
    compareWith: optional(historyRule),
    names: optional(namesRule),
  },
} as const;

/** A metric of one set of a run over the epochs. */
interface Series {
  readonly run: number;
  readonly set: 'validation' | 'train';
  readonly name: string;
  readonly style: SeriesStyle;
  readonly records: ReadonlyMap<number, EpochRecord>;
}

/** Fewest epochs from one end of the view to the other. */
const LEAST_EPOCHS = 2;

const METRICS = ['loss', 'accuracy'] as const;
const SETS = ['validation', 'train'] as const;

/**
 * Training and validation loss and accuracy over the epochs, with the best epoch marked, of one run or of two. To follow a run live,
 * pass a longer history after each epoch. The epoch under the pointer, or reached with the arrow keys, tells its values; a drag, the wheel
 * with Ctrl, and the keys + and − zoom, 0 shows all epochs again. The view moves with the arrow keys, PageUp, PageDown, Home and End.
 *
 * @example
 * ```tsx
 * <TrainingCurves history={history} epochs={30} compareWith={earlier} names={['With mixup', 'Without']} />
 * ```
 */
export const TrainingCurves = /* @__PURE__ */ guardView<TrainingCurvesProps>(
  guard,
  function TrainingCurves({ history, epochs = 0, compareWith, names, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(curveMessages, overrides);
    const { count, decimal, exactShare, decimalChange, shareChange } = numberFormats(messages.locale);
    const join = (...words: string[]): string => joinWords(words, messages.locale);
    const formats = {
      loss: { write: decimal, change: decimalChange },
      accuracy: { write: exactShare, change: shareChange },
    };
    const runs = compareWith ? [history, compareWith] : [history];
    const isSingle = runs.length === 1;
    const nameOf = (run: number): string => names?.[run] ?? messages.run(count(run + 1));
    const series = runs.flatMap((records, run) =>
      SETS.filter((set) => records.some((record) => record[set])).map((set): Series => {
        // Two runs differ in colour, and training from validation in the pattern.
        const place = isSingle ? SETS.indexOf(set) : run;
        return {
          run,
          set,
          name: isSingle ? messages[set] : join(isolateName(nameOf(run), messages), messages[set]),
          style: { 'data-series': place, 'data-dashed': set === 'train' ? '' : undefined },
          records: new Map(records.map((record) => [record.epoch, record])),
        };
      }),
    );
    const numbers = [...new Set(runs.flat().map(({ epoch }) => epoch))].sort((a, b) => a - b);
    const last = numbers.at(-1) ?? 1;
    const end = Math.max(epochs, last, 2);
    const zoom = useZoom({ whole: { from: 1, to: end }, least: LEAST_EPOCHS, round: Math.round });
    const inView = numbers.filter((epoch) => epoch >= zoom.from && epoch <= zoom.to);
    const marks = useMarks(METRICS.flatMap((_, row) => inView.map((column) => ({ row, column }))));
    const { active } = marks;
    const toggles = useSeriesToggles();

    const best = runs.map((records) => records.findLast((record) => record.best));
    const bests = best.flatMap((record, run) => {
      if (!record) return [];
      const text = messages.bestEpoch(count(record.epoch));
      return isSingle ? text : `${isolateName(nameOf(run), messages)}: ${text}`;
    });
    const shown = series.filter((_, place) => toggles.isShown(place));
    const valueAt = ({ records, set }: Series, epoch: number, metric: Metric): number | undefined =>
      records.get(epoch)?.[set]?.[metric];
    const describe = (one: Series, epoch: number, metric: Metric): string => {
      const value = valueAt(one, epoch, metric);
      return value === undefined ? one.name : `${one.name} ${formats[metric].write(value)}`;
    };
    const describeChanges = (epoch: number, metric: Metric): string[] =>
      SETS.flatMap((set) => {
        const [one, other] = shown.filter((each) => each.set === set).map((each) => valueAt(each, epoch, metric));
        if (one === undefined || other === undefined) return [];
        return `${join(messages.change, messages[set])} ${formats[metric].change(one - other)}`;
      });
    const hint = useId();
    const handleZoomKey = useZoomKeys(zoom, ({ lane, at }) => {
      const column = inView.find((epoch) => epoch >= at) ?? inView.at(-1);
      if (column !== undefined)
        zoom.root.current?.querySelector<HTMLElement>(selectorOf({ row: lane, column }))?.focus();
    });
    const onKeyDown = (event: KeyboardEvent): void => {
      const place = placeOf(event.target);
      if (!place) return;
      const { row: lane, column: at } = place;
      const index = numbers.indexOf(at);
      handleZoomKey(event, {
        lane,
        at,
        before: numbers[index - 1] ?? at,
        after: numbers[index + 1] ?? at,
        isFirst: at === inView[0],
        isLast: at === inView.at(-1),
      });
    };
    return (
      <Figure
        messages={messages}
        kind="training"
        name={messages.trainingCurves}
        summary={bests.length > 0 ? bests.join('; ') : messages.noEpochs}
        {...attributes}
        ref={ref}
      >
        <div ref={zoom.root} onKeyDown={onKeyDown} onPointerDown={zoom.onPointerDown}>
          <div {...marks.getRootProps()} className="ferkit-columns ferkit-marks">
            {METRICS.map((metric, row) => (
              <div key={metric}>
                <div className="ferkit-over">
                  <strong>{messages[metric]}</strong>
                  <Legend
                    names={series.map((one) => describe(one, active?.column ?? last, metric))}
                    styles={series.map(({ style }) => style)}
                    mark="line"
                    toggles={series.length > 1 ? toggles : undefined}
                    label={messages.seriesShown}
                  />
                </div>
                <TrainingCurve
                  metric={metric}
                  row={row}
                  series={shown}
                  epochs={inView}
                  best={best}
                  label={messages.trainingSummary({
                    metric: messages[metric],
                    epochs: count(history.length),
                    last: join(...series.map((one) => describe(one, last, metric))) || messages.noData,
                  })}
                  labelOf={(epoch) =>
                    [
                      join(`${messages.epoch} ${count(epoch)}`, messages[metric]),
                      ...shown.map((one) => describe(one, epoch, metric)),
                      ...describeChanges(epoch, metric),
                    ].join('; ')
                  }
                  valueAt={valueAt}
                  hint={hint}
                  marks={marks}
                  zoom={zoom}
                  messages={messages}
                />
              </div>
            ))}
            {active && (
              <Tip at={active}>
                <strong>
                  {messages.epoch} {count(active.column)}
                </strong>
                <Legend
                  names={shown.map((one) => describe(one, active.column, METRICS[active.row]!))}
                  styles={shown.map(({ style }) => style)}
                  mark="line"
                />
                {describeChanges(active.column, METRICS[active.row]!).map((change) => (
                  <p key={change}>{change}</p>
                ))}
              </Tip>
            )}
          </div>
          {numbers.length > 2 && (
            <div className="ferkit-foot">
              <p id={hint}>
                <span role="status">
                  {zoom.isZoomed ? messages.zoomed(count(zoom.from), count(zoom.to)) : messages.zoomHint}
                </span>{' '}
                {zoom.isZoomed && <span>{messages.panHint}</span>}
              </p>
              <ResetZoom zoom={zoom}>{messages.resetZoom}</ResetZoom>
            </div>
          )}
        </div>
        <DataTable
          messages={messages}
          columns={[
            messages.epoch,
            ...METRICS.flatMap((metric) => series.toReversed().map(({ name }) => join(messages[metric], name))),
          ]}
          rows={numbers.map((epoch) => [
            isSingle && epoch === best[0]?.epoch ? messages.bestEpoch(count(epoch)) : count(epoch),
            ...METRICS.flatMap((metric) =>
              series.toReversed().map((one) => {
                const value = valueAt(one, epoch, metric);
                return value === undefined ? '–' : formats[metric].write(value);
              }),
            ),
          ])}
        />
      </Figure>
    );
  },
);

type Metric = (typeof METRICS)[number];

interface TrainingCurveProps {
  readonly metric: Metric;
  /** Row of its marks. */
  readonly row: number;
  readonly series: readonly Series[];
  /** The epochs in view. */
  readonly epochs: readonly number[];
  /** Best epoch of each run. */
  readonly best: readonly (EpochRecord | undefined)[];
  readonly label: string;
  /** Describes the values of an epoch. */
  readonly labelOf: (epoch: number) => string;
  readonly valueAt: (series: Series, epoch: number, metric: Metric) => number | undefined;
  /** Element that tells the keys. */
  readonly hint: string;
  readonly marks: MarksState;
  readonly zoom: Zoom;
  readonly messages: CurveMessages;
}

/** Chart of one metric over the epochs. */
function TrainingCurve(props: TrainingCurveProps): ReactElement {
  const { metric, row, series, epochs, best, label, labelOf, valueAt, zoom, messages } = props;
  const { active, getMarkProps } = props.marks;
  const { from, to, isZoomed, brush } = zoom;
  const { count, share } = numberFormats(messages.locale);
  const lines = series.map((one) => ({
    ...one,
    points: epochs.flatMap((epoch) => {
      const value = valueAt(one, epoch, metric);
      return value === undefined ? [] : [[epoch, value] as const];
    }),
  }));
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const ticks =
    metric === 'accuracy' && !isZoomed ? [0, 0.25, 0.5, 0.75, 1] : niceTicks(values.length > 0 ? values : [0, 1], 4);
  const span = to - from;
  const x: Axis = {
    title: messages.epoch,
    domain: [from, to],
    ticks: [
      from,
      ...niceTicks([from, to], 5).filter((tick) => Number.isInteger(tick) && tick > from + span / 12 && tick <= to),
    ],
    format: count,
  };
  const y: Axis = {
    title: messages[metric],
    domain: [ticks[0]!, ticks.at(-1)!],
    ticks,
    format: metric === 'accuracy' ? share : count,
  };
  const isInView = (epoch: number): boolean => epoch >= from && epoch <= to;
  const [first] = best;
  const flag = first && isInView(first.epoch) ? placeOn(x, first.epoch) : undefined;
  const edge = (epoch: number): number => Math.max(0, Math.min(placeOn(x, epoch), 100));
  return (
    <Plot
      label={label}
      aria-describedby={props.hint}
      x={x}
      y={y}
      overlay={
        flag !== undefined && (
          <span className="ferkit-flag" style={flag > 50 ? { right: `${100 - flag}%` } : { left: `${flag}%` }}>
            {messages.bestEpoch(count(first!.epoch))}
          </span>
        )
      }
      marks={epochs.map((epoch) => (
        <div
          key={epoch}
          {...getMarkProps(row, epoch)}
          className="ferkit-hit"
          role="img"
          aria-label={labelOf(epoch)}
          // Up to half the way to the epochs beside it.
          style={{ left: `${edge(epoch - 0.5)}%`, right: `${100 - edge(epoch + 0.5)}%` }}
        />
      ))}
    >
      {flag !== undefined && <path className="ferkit-mark" d={`M${flag} 0V100`} />}
      {active && isInView(active.column) && (
        <path className="ferkit-cursor" d={`M${placeOn(x, active.column)} 0V100`} />
      )}
      {lines.map(({ name, style, run, points }) => {
        const dots = points.filter(
          ([epoch]) => points.length === 1 || epoch === active?.column || epoch === best[run]?.epoch,
        );
        return (
          <g key={name} {...style}>
            <path className="ferkit-line" d={linePath(x, y, points)} />
            {dots.map(([epoch, value]) => (
              <path key={epoch} className="ferkit-dot" d={dotPath(x, y, epoch, value)} />
            ))}
          </g>
        );
      })}
      {brush && (
        <path
          className="ferkit-brush"
          d={`M${placeOn(x, brush.from)} 0H${placeOn(x, brush.to)}V100H${placeOn(x, brush.from)}Z`}
        />
      )}
    </Plot>
  );
}
