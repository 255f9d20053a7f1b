import { type CSSProperties, type ReactElement, useMemo, useState } from 'react';
import { Choice } from '../elements/Choice';
import { DataTable } from '../elements/DataTable';
import { Figure, type ViewProps } from '../elements/Figure';
import { guardView } from '../elements/guardView';
import { Legend, useSeriesToggles } from '../elements/Legend';
import { placeOn } from '../elements/Plot';
import {
  anyNumberRule,
  flagRule,
  listOf,
  namesRule,
  oneOf,
  optional,
  rule,
  shape,
  textRule,
} from '../elements/propRules';
import { Tip } from '../elements/Tip';
import { useMarks } from '../elements/useMarks';
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

/** Props of {@link RobustnessChart}. */
export interface RobustnessChartProps extends ViewProps {
  /** An evaluation report. */
  readonly data: RobustnessData;
  /** Reports of other models to compare with. Up to four models in all differ in shape as well as in colour. @default none */
  readonly compareWith?: RobustnessData | readonly RobustnessData[] | undefined;
  /** Displayed names of the models. @default 'Model 1' and so on */
  readonly names?: readonly string[] | undefined;
  /** Score to show: accuracy, macro F1, or expected calibration error, of which less is better. @default 'accuracy' */
  readonly metric?: RobustnessMetric | undefined;
  /** Order of the kinds of corruptions: as in the report, by descending loss of the first model, or by name. @default 'kind' */
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
const modelRule = /* @__PURE__ */ shape('an evaluation report', {
  ...scoreRules,
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
    data: modelRule,
    compareWith: optional(
      rule(
        'a report or a list of reports',
        (value) => modelRule.accepts(value) || (Array.isArray(value) && value.every(modelRule.accepts)),
      ),
    ),
    names: optional(namesRule),
    metric: optional(oneOf('accuracy', 'macroF1', 'ece')),
    sort: optional(oneOf('kind', 'loss', 'name')),
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
 * <RobustnessChart data={report} compareWith={earlier} names={['After', 'Before']} sort="loss" toolbar />
 * ```
 */
export const RobustnessChart = /* @__PURE__ */ guardView<RobustnessChartProps>(
  guard,
  function RobustnessChart(
    { data, compareWith, names, metric = 'accuracy', sort = 'kind', toolbar, messages: overrides, ...attributes },
    ref,
  ) {
    const messages = useTexts(robustnessMessages, overrides);
    const [changed, setChanged] = useState<Partial<Options>>({});
    const options = { metric, sort, ...(toolbar && changed) };
    const view = useMemo(
      () =>
        buildRobustnessView(
          [data, compareWith ?? []].flat() as readonly RobustnessData[],
          names ?? [],
          options.metric,
          options.sort,
          messages,
        ),
      [data, compareWith, names, options.metric, options.sort, messages],
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
          ['name', messages.sortLabel],
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
  const { active, getRootProps, getMarkProps } = useMarks(rows.map((_, row) => ({ row, column: 0 })));
  const told = active && rows[active.row];
  const isSingle = view.names.length === 1;
  const toggles = useSeriesToggles();
  const isShown = (model: number): boolean => isSingle || toggles.isShown(model);

  const axis = { domain: [ticks[0]!, ticks.at(-1)!] } as const;
  const writeTick = ticks[1]! - ticks[0]! < 0.0095 ? exactShare : share;
  const placeAt = (score: number): CSSProperties => ({ insetInlineStart: `${placeOn(axis, score)}%` });
  const drawMarks = ({ scores }: RobustnessRow, className: string): ReactElement[] =>
    scores.flatMap((score, model) =>
      score === null || !isShown(model)
        ? []
        : [<i key={model} className={className} data-series={model} style={placeAt(score)} />],
    );
  const drawRow = (row: RobustnessRow): ReactElement => {
    // Of one model, the stem shows the loss; of several, the range of their scores.
    const ends = [...row.scores.filter((_, model) => isShown(model)), isSingle ? clean.scores[0]! : null].filter(
      (score) => score !== null,
    );
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    return (
      <div
        key={row.id}
        {...getMarkProps(rows.indexOf(row), 0)}
        className="ferkit-dot-row"
        role="img"
        aria-label={`${row.title}: ${row.details.join('; ')}`}
        data-active={row === told ? '' : undefined}
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
      {!isSingle && <Legend names={view.names} mark="dot" toggles={toggles} label={messages.seriesShown} />}
      <div
        {...getRootProps()}
        className="ferkit-dot-plot ferkit-marks"
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
        {active && told && (
          <Tip at={active}>
            <strong>{told.title}</strong>
            <Legend
              names={told.details.filter((_, model) => isShown(model))}
              styles={told.details.map((_, model) => ({ 'data-series': model })).filter((_, model) => isShown(model))}
              mark="dot"
            />
          </Tip>
        )}
      </div>
    </>
  );
}
