import type { Scores } from '@ferkit/core';
import type { CSSProperties, ReactElement } from 'react';
import { DataTable } from '../elements/DataTable';
import { guardView } from '../elements/guardView';
import { anyNumberRule, listOf, namesRule, numberFrom, optional, shape } from '../elements/propRules';
import { Figure, type ViewProps } from '../elements/Figure';
import { Legend, useSeriesToggles } from '../elements/Legend';
import { Plot, type Axis } from '../elements/Plot';
import { Tip } from '../elements/Tip';
import { useMarks } from '../elements/useMarks';
import { isolateName, joinSentences, joinWords } from '../messages/joinTexts';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { reliabilityMessages } from '../messages/reliabilityMessages';

/** Props of {@link ReliabilityDiagram}. */
export interface ReliabilityDiagramProps extends ViewProps {
  /** An evaluation report, or its reliability bins alone. */
  readonly data: Pick<Scores, 'reliability'>;
  /** Report of another model with the same bins, shown beside the first; tips and the table have the differences. @default none */
  readonly compareWith?: Pick<Scores, 'reliability'> | undefined;
  /** Displayed names of the two models. @default 'Model 1' and 'Model 2' */
  readonly names?: readonly string[] | undefined;
}

const dataRule = /* @__PURE__ */ shape('an evaluation report, or { reliability } with its bins', {
  reliability: listOf(
    'bins',
    shape('a bin', {
      from: anyNumberRule,
      to: anyNumberRule,
      count: numberFrom(0),
      confidence: anyNumberRule,
      accuracy: anyNumberRule,
    }),
  ),
});

const guard = {
  name: 'ReliabilityDiagram',
  kind: 'reliability',
  texts: reliabilityMessages,
  props: { data: dataRule, compareWith: optional(dataRule), names: optional(namesRule) },
} as const;

type Bins = Scores['reliability'];

/**
 * Reliability diagram (Guo et al. 2017, arXiv:1706.04599): accuracy over confidence, where the bars of a calibrated model reach
 * the diagonal, and a histogram of the samples below. A bar under the pointer, or reached with the arrow keys, tells its numbers.
 *
 * @example
 * ```tsx
 * <ReliabilityDiagram data={report} compareWith={earlier} names={['Calibrated', 'As trained']} />
 * ```
 */
export const ReliabilityDiagram = /* @__PURE__ */ guardView<ReliabilityDiagramProps>(
  guard,
  function ReliabilityDiagram({ data, compareWith, names, messages: overrides, ...attributes }, ref) {
    const messages = useTexts(reliabilityMessages, overrides);
    const { count, share, exactShare, pointChange } = numberFormats(messages.locale);
    const join = (...words: string[]): string => joinWords(words, messages.locale);
    const models = (compareWith ? [data, compareWith] : [data]).map(({ reliability }) => reliability);
    const isSingle = models.length === 1;
    const nameOf = (model: number): string => isolateName(names?.[model] ?? messages.model(count(model + 1)), messages);
    const summaries = models.map((bins) => summarize(bins));
    const summary = joinSentences(
      summaries.map(({ samples, error }, model) => {
        const text =
          samples === 0
            ? messages.noData
            : messages.reliabilitySummary({ error: exactShare(error), samples: count(samples) });
        return isSingle ? text : `${nameOf(model)}: ${text}`;
      }),
      messages.locale,
    );
    const toggles = useSeriesToggles();
    const rates: Axis = { title: messages.confidence, domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: share };
    const most = Math.max(1, ...models.flat().map((bin) => bin.count));
    const counts: Axis = { title: messages.samples, domain: [0, most], ticks: [0, most], format: count };
    const legend = isSingle ? [messages.accuracy, messages.gap] : models.map((_, model) => nameOf(model));
    const isModelShown = (model: number): boolean => isSingle || toggles.isShown(model);

    /** The bins of the models with the same limits, without those that are empty in all of them. */
    const columns = (models[0] ?? []).flatMap((bin, column) => {
      const bins = models.map((other) => other[column] ?? { ...bin, count: 0 });
      return bins.some((other) => other.count > 0) ? [{ ...bin, column, bins }] : [];
    });
    const { active, getRootProps, getMarkProps } = useMarks(
      [0, 1].flatMap((row) => columns.map(({ column }) => ({ row, column }))),
    );
    const tellBin = ({ accuracy, confidence, count: size }: Bins[number]): string =>
      size === 0
        ? messages.noData
        : join(
            `${messages.accuracy} ${exactShare(accuracy)}`,
            `${messages.confidence} ${exactShare(confidence)}`,
            `${messages.samples} ${count(size)}`,
          );
    const tellBins = (bins: Bins): string[] =>
      bins.map((bin, model) => (isSingle ? tellBin(bin) : `${nameOf(model)}: ${tellBin(bin)}`));
    const tellChange = ([one, other]: Bins): string | undefined =>
      one?.count && other?.count
        ? `${messages.change}: ${messages.accuracy} ${pointChange(one.accuracy - other.accuracy)}`
        : undefined;
    const told = active && columns.find(({ column }) => column === active.column);
    const drawColumns = (row: number, draw: (bin: Bins[number], model: number) => ReactElement): ReactElement[] =>
      columns.map(({ from, to, column, bins }) => (
        <div
          key={column}
          {...getMarkProps(row, column)}
          className="ferkit-hit"
          data-active={column === active?.column ? '' : undefined}
          role="img"
          aria-label={[messages.confidenceFromTo(share(from), share(to)), ...tellBins(bins), tellChange(bins) ?? []]
            .flat()
            .join('; ')}
          style={{ left: `${100 * from}%`, right: `${100 - 100 * to}%` }}
        >
          {bins.map((bin, model) => isModelShown(model) && bin.count > 0 && draw(bin, model))}
        </div>
      ));

    return (
      <Figure
        messages={messages}
        kind="reliability"
        name={messages.reliability}
        summary={summary}
        {...attributes}
        ref={ref}
      >
        <div {...getRootProps()} className="ferkit-marks">
          <div className="ferkit-over">
            <strong>{messages.accuracy}</strong>
            <Legend names={legend} mark="bar" toggles={toggles} label={messages.seriesShown} />
          </div>
          <Plot
            label={summary}
            x={{ ...rates, title: '' }}
            y={{ ...rates, title: messages.accuracy }}
            marks={drawColumns(0, ({ accuracy, confidence }, model) => (
              <div key={model}>
                {(!isSingle || toggles.isShown(0)) && (
                  <i className="ferkit-column" data-series={model} style={between(0, accuracy)} />
                )}
                {isSingle && toggles.isShown(1) && (
                  <i className="ferkit-column" data-series={1} style={between(accuracy, confidence)} />
                )}
                {(!isSingle || toggles.isShown(0)) && (
                  <i className="ferkit-top" data-series={model} style={between(accuracy, accuracy)} />
                )}
              </div>
            ))}
            overlay={
              // Over the bars.
              <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
                <path className="ferkit-mark" d="M0 100L100 0" />
              </svg>
            }
          />
          <div className="ferkit-over">
            <strong>{messages.samples}</strong>
          </div>
          <Plot
            label={`${messages.samples}: ${join(...summaries.map(({ samples }) => count(samples)))}`}
            x={rates}
            y={counts}
            data-low=""
            marks={drawColumns(1, ({ count: height }, model) => (
              <div key={model}>
                <i className="ferkit-column" data-series={isSingle ? 2 : model} style={between(0, height / most)} />
              </div>
            ))}
          />
          {active && told && (
            <Tip at={active}>
              <strong>
                {messages.confidence}: {messages.confidenceFromTo(share(told.from), share(told.to))}
              </strong>
              {isSingle ? <p>{tellBins(told.bins)}</p> : <Legend names={tellBins(told.bins)} mark="bar" />}
              {tellChange(told.bins) && <p>{tellChange(told.bins)}</p>}
            </Tip>
          )}
        </div>
        <DataTable
          messages={messages}
          columns={[
            messages.confidence,
            ...models.flatMap((_, model) =>
              [messages.samples, messages.accuracy, messages.gap].map((name) =>
                isSingle ? name : join(name, nameOf(model)),
              ),
            ),
            ...(isSingle ? [] : [join(messages.accuracy, messages.change)]),
          ]}
          rows={(models[0] ?? []).map(({ from, to }, column) => {
            const bins = models.map((other) => other[column]);
            const [one, other] = bins;
            return [
              messages.confidenceFromTo(share(from), share(to)),
              ...bins.flatMap((bin) =>
                bin && bin.count > 0
                  ? [count(bin.count), exactShare(bin.accuracy), exactShare(bin.confidence - bin.accuracy)]
                  : [count(0), '–', '–'],
              ),
              ...(isSingle ? [] : [one?.count && other?.count ? pointChange(one.accuracy - other.accuracy) : '–']),
            ];
          })}
        />
      </Figure>
    );
  },
);

/** Number of samples, and expected calibration error. */
function summarize(bins: Bins): { readonly samples: number; readonly error: number } {
  const samples = bins.reduce((sum, bin) => sum + bin.count, 0);
  const gaps = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.accuracy - bin.confidence), 0);
  return { samples, error: gaps / samples };
}

/** Place of a bar between two heights, in [0, 1]; rounded, so that server and browser render the same. */
function between(one: number, other: number): CSSProperties {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  return { bottom: `${(100 * low).toFixed(2)}%`, height: `${(100 * (high - low)).toFixed(2)}%` };
}
