import { type CSSProperties, type ReactElement, useMemo, useState } from 'react';
import { Choice } from '../elements/Choice';
import { DataTable } from '../elements/DataTable';
import { Figure, type ViewProps } from '../elements/Figure';
import { guardView } from '../elements/guardView';
import { Legend } from '../elements/Legend';
import { placeOn } from '../elements/Plot';
import { anyNumberRule, flagRule, listOf, oneOf, optional, rule, shape, textRule } from '../elements/propRules';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { robustnessMessages, type RobustnessMessages } from '../messages/robustnessMessages';
import {
  buildRobustnessView,
  nameMetric,
  type RobustnessData,
  type RobustnessMetric,
  type RobustnessRow,
  type RobustnessSort,
  type RobustnessView,
} from './buildRobustnessView';
import { useDotPlot } from './useDotPlot';

/** Props of {@link RobustnessChart}. */
export interface RobustnessChartProps extends ViewProps {
  /**
   * An evaluation report, or several with names to compare them: `[{ name: 'Before', ...before }, { name: 'After', ...after }]`. Up to
   * four models differ in shape as well as in colour.
   */
  readonly data: RobustnessData | readonly RobustnessData[];
  /** Score to show: accuracy, macro F1, or expected calibration error, of which less is better. @default 'accuracy' */
  readonly metric?: RobustnessMetric | undefined;
  /** Order of the kinds of corruptions: as in the report, or by descending loss of the first model. @default 'kind' */
  readonly sort?: RobustnessSort | undefined;
  /** Shows controls to change the score and the order. The other props are their initial values. @default false */
  readonly toolbar?: boolean | undefined;
}

/** JSON has null for a score that is no number. */
const scoreRule = /* @__PURE__ */ rule('a number', (value) => value === null || anyNumberRule.accepts(value));
const scoreRules = { accuracy: scoreRule, macroF1: scoreRule, ece: scoreRule };
const corruptionRule = /* @__PURE__ */ shape('a corruption', {
  kind: textRule,
  strength: anyNumberRule,
  ...scoreRules,
});
const modelRule = /* @__PURE__ */ shape('a report', {
  ...scoreRules,
  name: optional(textRule),
  robustness: optional(
    shape('scores on corrupted images', {
      corruptions: listOf('corruptions', corruptionRule),
    }),
  ),
});

const guard = {
  name: 'RobustnessChart',
  kind: 'robustness',
  texts: robustnessMessages,
  props: {
    data: rule(
      'an evaluation report, or a list of reports with names: { name, ...report }',
      (value) => modelRule.accepts(value) || (Array.isArray(value) && value.every(modelRule.accepts)),
    ),
    metric: optional(oneOf('accuracy', 'macroF1', 'ece')),
    sort: optional(oneOf('kind', 'loss')),
    toolbar: optional(flagRule),
  },
} as const;

/**
 * Scores on corrupted images beside those on clean ones, of one or several models: a row for each strength of noise, blur, small
 * faces and the like, their mean, and a line at the clean score. The corruptions are those of the option `corruptions` of
 * `evaluate`, after Hendrycks and Dietterich 2019 (https://arxiv.org/abs/1903.12261). A row under the pointer, or reached with the
 * arrow keys, tells its scores and their change.
 *
 * @example
 * ```tsx
 * <RobustnessChart data={report} sort="loss" toolbar />
 * ```
 */
export const RobustnessChart = /* @__PURE__ */ guardView<RobustnessChartProps>(
  guard,
  function RobustnessChart(
    { data, metric = 'accuracy', sort = 'kind', toolbar, messages: overrides, ...attributes },
    ref,
  ) {
    const messages = useTexts(robustnessMessages, overrides);
    const [changed, setChanged] = useState<Partial<Options>>({});
    const options = { metric, sort, ...(toolbar && changed) };
    const view = useMemo(
      () => buildRobustnessView([data].flat() as readonly RobustnessData[], options.metric, options.sort, messages),
      [data, options.metric, options.sort, messages],
    );
    const { clean, mean, groups } = view;
    return (
      <Figure
        messages={messages}
        kind="robustness"
        name={messages.robustness}
        summary={view.summary}
        {...attributes}
        ref={ref}
      >
        {groups.length > 0 && (
          <>
            {toolbar && (
              <RobustnessToolbar
                options={options}
                onChange={(change) => setChanged({ ...changed, ...change })}
                messages={messages}
              />
            )}
            <DotPlot view={view} messages={messages} />
            <DataTable
              messages={messages}
              columns={[
                messages.imagesColumn,
                ...(view.names.length === 1 ? [view.metric, messages.changeColumn] : view.names),
              ]}
              rows={[
                clean,
                mean,
                ...groups.flatMap((group) => (group.rows.length > 1 ? [...group.rows, group.mean] : group.rows)),
              ].map(({ title, texts, change }) => [title, ...texts, ...(texts.length === 1 ? [change] : [])])}
            />
          </>
        )}
      </Figure>
    );
  },
);

/** The props that visitors can change. */
interface Options {
  readonly metric: RobustnessMetric;
  readonly sort: RobustnessSort;
}

interface RobustnessToolbarProps {
  readonly options: Options;
  readonly onChange: (change: Partial<Options>) => void;
  readonly messages: RobustnessMessages;
}

function RobustnessToolbar({ options, onChange, messages }: RobustnessToolbarProps): ReactElement {
  const metrics = ['accuracy', 'macroF1', 'ece'] as const;
  return (
    <div className="ferkit-tools">
      <Choice<RobustnessMetric>
        name={messages.robustnessMetric}
        choices={metrics.map((metric) => [metric, nameMetric(metric, messages)])}
        value={options.metric}
        onChoose={(metric) => onChange({ metric })}
      />
      <Choice<RobustnessSort>
        name={messages.sort}
        choices={[
          ['kind', messages.sortKind],
          ['loss', messages.sortLoss],
        ]}
        value={options.sort}
        onChoose={(sort) => onChange({ sort })}
      />
    </div>
  );
}

interface DotPlotProps {
  readonly view: RobustnessView;
  readonly messages: RobustnessMessages;
}

/** The chart: a row for each corruption, grouped by kind, on a common axis. */
function DotPlot({ view, messages }: DotPlotProps): ReactElement {
  const { clean, mean, groups, ticks } = view;
  const { share, exactShare } = numberFormats(messages.locale);
  const rows = [clean, mean, ...groups.flatMap((group) => group.rows)];
  const { active, getPlotProps, getRowProps } = useDotPlot(rows.map(({ id }) => id));
  const told = rows.find(({ id }) => id === active) ?? mean;
  const isSingle = view.names.length === 1;

  const axis = { domain: [ticks[0]!, ticks.at(-1)!] } as const;
  const writeTick = ticks[1]! - ticks[0]! < 0.0095 ? exactShare : share;
  const placeAt = (score: number): CSSProperties => ({ insetInlineStart: `${placeOn(axis, score)}%` });
  const drawMarks = ({ scores }: RobustnessRow, className: string): ReactElement[] =>
    scores.flatMap((score, model) =>
      score === null ? [] : [<i key={model} className={className} data-series={model} style={placeAt(score)} />],
    );
  const drawRow = (row: RobustnessRow): ReactElement => {
    // Of one model, the stem shows the loss; of several, the range of their scores.
    const ends = [...row.scores, isSingle ? clean.scores[0]! : null].filter((score) => score !== null);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    return (
      <div
        key={row.id}
        {...getRowProps(row.id)}
        className="ferkit-dot-row"
        role="img"
        aria-label={`${row.title}: ${row.details.join('; ')}`}
        data-active={row.id === active ? '' : undefined}
      >
        <bdi>{row.label}</bdi>
        <div>
          {high > low && (
            <i
              className="ferkit-stem"
              style={{ ...placeAt(low), inlineSize: `${placeOn(axis, high) - placeOn(axis, low)}%` }}
            />
          )}
          {drawMarks(row, 'ferkit-point')}
        </div>
        {isSingle && <span>{row.texts[0]}</span>}
      </div>
    );
  };

  return (
    <>
      <div className="ferkit-readout" aria-hidden="true">
        <strong>{told.title}</strong>
        <Legend names={told.details} mark="dot" />
      </div>
      <div
        {...getPlotProps()}
        className="ferkit-dot-plot"
        role="group"
        aria-label={view.metric}
        data-single={isSingle ? '' : undefined}
      >
        <div className="ferkit-rules" aria-hidden="true">
          {ticks.map((tick) => (
            <i key={tick} style={placeAt(tick)} />
          ))}
          {drawMarks(clean, 'ferkit-clean')}
        </div>
        <div className="ferkit-kind" data-sum="">
          {[clean, mean].map(drawRow)}
        </div>
        {groups.map((group) => (
          <div key={group.kind} className="ferkit-kind" role="group" aria-label={group.title}>
            <bdi aria-hidden="true">{group.title}</bdi>
            {group.rows.map(drawRow)}
          </div>
        ))}
        <div className="ferkit-scores-axis" aria-hidden="true">
          <div>
            {ticks.map((tick) => (
              <span key={tick} style={placeAt(tick)}>
                <span>{writeTick(tick)}</span>
              </span>
            ))}
            <strong>{view.metric}</strong>
          </div>
        </div>
      </div>
    </>
  );
}
