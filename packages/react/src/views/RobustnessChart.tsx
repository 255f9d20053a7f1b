import { type CSSProperties, type KeyboardEvent, type ReactElement, useMemo, useState } from 'react';
import { Choice } from '../elements/Choice';
import { DataTable } from '../elements/DataTable';
import { Figure, type ViewProps } from '../elements/Figure';
import { guardView } from '../elements/guardView';
import { Legend } from '../elements/Legend';
import { niceTicks, placeOn } from '../elements/Plot';
import { anyNumberRule, flagRule, listOf, oneOf, optional, rule, shape, textRule } from '../elements/propRules';
import { useTexts } from '../messages/MessagesProvider';
import { numberFormats } from '../messages/numberFormats';
import { robustnessMessages } from '../messages/robustnessMessages';
import {
  buildRobustnessView,
  findLoss,
  type RobustnessData,
  type RobustnessMetric,
  type RobustnessRow,
  type RobustnessSort,
} from './buildRobustnessView';

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

/** What visitors can change. */
interface Options {
  readonly metric: RobustnessMetric;
  readonly sort: RobustnessSort;
}

const scoresRule = { accuracy: anyNumberRule, macroF1: anyNumberRule, ece: anyNumberRule };
const modelRule = /* @__PURE__ */ shape('a report', {
  ...scoresRule,
  name: optional(textRule),
  robustness: optional(
    shape('robustness', {
      corruptions: listOf('corruptions', shape('a corruption', { kind: textRule, strength: anyNumberRule, ...scoresRule })),
    }),
  ),
});

const guard = {
  name: 'RobustnessChart',
  kind: 'robustness',
  texts: robustnessMessages,
  props: {
    data: rule(
      'an evaluation report with its robustness, or a list of { name, ...report }',
      (value) => modelRule.accepts(value) || (Array.isArray(value) && value.every(modelRule.accepts)),
    ),
    metric: optional(oneOf('accuracy', 'macroF1', 'ece')),
    sort: optional(oneOf('kind', 'loss')),
    toolbar: optional(flagRule),
  },
} as const;

const RUNG = '[data-rung]';

/**
 * Scores on corrupted images beside those on clean ones, of one or several models: a row for each strength of noise, blur, small
 * faces and the like, with the distance from the clean score. The corruptions are those of the option `corruptions` of `evaluate`,
 * after Hendrycks and Dietterich 2019 (https://arxiv.org/abs/1903.12261). Arrow keys move between the rows.
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
    const { count, share, exactShare, pointChange } = numberFormats(messages.locale);
    const [changed, setChanged] = useState<Partial<Options>>({});
    const options = { metric, sort, ...(toolbar && changed) };
    const models = useMemo(() => [data].flat() as readonly RobustnessData[], [data]);
    const view = useMemo(
      () => buildRobustnessView(models, options.metric, options.sort),
      [models, options.metric, options.sort],
    );
    const [hovered, setHovered] = useState<string | null>(null);
    const [tabStop, setTabStop] = useState('clean');
    const [isFocused, setFocused] = useState(false);

    const { clean, mean, groups, shared, missing } = view;
    const rows = groups.flatMap((group) => group.rows);
    const rungs = [clean, mean, ...rows];
    const find = (id: string | null): RobustnessRow | undefined => rungs.find((row) => row.id === id);
    const currentTabStop = find(tabStop) ?? clean;
    const active = find(hovered) ?? (isFocused ? currentTabStop : undefined);

    const names = models.map(({ name }, model) => name ?? messages.model(count(model + 1)));
    const isSingle = models.length === 1;
    const metrics = { accuracy: messages.accuracy, macroF1: messages.macroF1, ece: messages.calibrationError };
    const metricName = metrics[options.metric];
    const writeScore = (score: number | null | undefined): string => (score == null ? '–' : exactShare(score));
    const writeStrength = ({ kind, strength }: NonNullable<RobustnessRow['corruption']>): string =>
      messages.strength(count(strength), kind);
    const titleOf = ({ id, corruption }: RobustnessRow): string => {
      if (corruption) return `${messages.corruption(corruption.kind)}, ${writeStrength(corruption)}`;
      return id === clean.id ? messages.cleanImages : messages.meanOfCorruptions;
    };
    const describeScores = (row: RobustnessRow): string[] =>
      models.map((_, model) => {
        const [score, change] = [writeScore(row.scores[model]), row.changes[model]];
        const text = row === clean || change == null ? score : messages.scoreChange(score, pointChange(change));
        return `${isSingle ? metricName : names[model]!} ${text}`;
      });

    if (rows.length === 0) {
      const summary = models.length === 0 ? messages.noData : messages.noRobustness;
      return (
        <Figure kind="robustness" name={messages.robustness} summary={summary} {...attributes} ref={ref}>
          {null}
        </Figure>
      );
    }

    const sentences = models.flatMap((_, model) =>
      missing.includes(model)
        ? []
        : messages.robustnessSummary({
            metric: metricName,
            ...(!isSingle && { model: names[model]! }),
            clean: writeScore(clean.scores[model]),
            mean: writeScore(mean.scores[model]),
            corruptions: count(shared),
          }),
    );
    const worst = rows.reduce((low, row) => (lossOf(row) > lossOf(low) ? row : low));
    function lossOf({ changes: [change] }: RobustnessRow): number {
      return findLoss(change ?? 0, options.metric);
    }
    if (isSingle) sentences.push(messages.robustnessWorst(titleOf(worst), writeScore(worst.scores[0])));
    if (shared < rows.length) sentences.push(messages.robustnessShared(count(shared), count(rows.length)));
    if (missing.length > 0) {
      sentences.push(messages.robustnessMissing(missing.map((model) => names[model]!).join(', ')));
    }

    const values = rungs.flatMap(({ scores }) => scores.filter((score) => score !== null));
    const ticks = niceTicks(values.length > 0 ? values : [0, 1], 4);
    const axis = { domain: [ticks[0]!, ticks.at(-1)!] } as const;
    const writeTick = ticks[1]! - ticks[0]! < 0.0095 ? exactShare : share;
    const placeAt = (value: number): CSSProperties => ({ insetInlineStart: `${placeOn(axis, value)}%` });

    const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const all = [...event.currentTarget.querySelectorAll<HTMLElement>(RUNG)];
      const place = all.findIndex((rung) => rung === event.target);
      const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 }[event.key];
      if (place < 0 || next === undefined) return;
      all[next]?.focus();
      event.preventDefault();
    };
    const draw = (row: RobustnessRow, label: string): ReactElement => {
      const drawn = row.scores.filter((score) => score !== null);
      // One model: from its clean score to its score. Several: from the lowest score to the highest.
      const ends = isSingle ? [...drawn, clean.scores[0] ?? drawn[0] ?? 0] : drawn;
      const [low, high] = [Math.min(...ends), Math.max(...ends)];
      return (
        <div
          key={row.id}
          className="ferkit-rung"
          role="img"
          aria-label={`${titleOf(row)}: ${describeScores(row).join('; ')}`}
          tabIndex={row === currentTabStop ? 0 : -1}
          data-rung={row.id}
          data-active={row === active ? '' : undefined}
        >
          <bdi>{label}</bdi>
          <div>
            {drawn.length > 0 && (
              <i
                className="ferkit-stem"
                style={{ ...placeAt(low), inlineSize: `${placeOn(axis, high) - placeOn(axis, low)}%` }}
              />
            )}
            {row.scores.map(
              (score, model) =>
                score !== null && (
                  <i key={model} className="ferkit-point" data-series={model} style={placeAt(score)} />
                ),
            )}
          </div>
          {isSingle && <span>{writeScore(row.scores[0])}</span>}
        </div>
      );
    };

    const shown = active ?? mean;
    return (
      <Figure kind="robustness" name={messages.robustness} summary={sentences.join(' ')} {...attributes} ref={ref}>
        {toolbar && (
          <div className="ferkit-tools">
            <Choice<RobustnessMetric>
              name={messages.robustnessMetric}
              choices={[
                ['accuracy', metrics.accuracy],
                ['macroF1', metrics.macroF1],
                ['ece', metrics.ece],
              ]}
              value={options.metric}
              onChoose={(value) => setChanged({ ...changed, metric: value })}
            />
            <Choice<RobustnessSort>
              name={messages.sort}
              choices={[
                ['kind', messages.sortKind],
                ['loss', messages.sortLoss],
              ]}
              value={options.sort}
              onChoose={(value) => setChanged({ ...changed, sort: value })}
            />
          </div>
        )}
        <div className="ferkit-readout" aria-hidden="true">
          <strong>{titleOf(shown)}</strong>
          <Legend names={describeScores(shown)} mark="dot" />
        </div>
        <div
          className="ferkit-ladder"
          role="group"
          aria-label={metricName}
          data-single={isSingle ? '' : undefined}
          onPointerOver={(event) => setHovered((event.target as Element).closest<HTMLElement>(RUNG)?.dataset.rung ?? null)}
          onPointerLeave={() => setHovered(null)}
          onFocus={(event) => {
            const { rung } = event.target.dataset;
            if (rung !== undefined) setTabStop(rung);
            setFocused(rung !== undefined);
          }}
          onBlur={() => setFocused(false)}
          onKeyDown={onKeyDown}
        >
          <div className="ferkit-rules" aria-hidden="true">
            {ticks.map((tick) => (
              <i key={tick} style={placeAt(tick)} />
            ))}
            {clean.scores.map(
              (score, model) =>
                score !== null && <i key={model} className="ferkit-clean" data-series={model} style={placeAt(score)} />,
            )}
          </div>
          <div className="ferkit-kind" data-sum="">
            {draw(clean, messages.cleanImages)}
            {draw(mean, messages.meanOfCorruptions)}
          </div>
          {groups.map(({ kind, rows: own }) => (
            <div key={kind} className="ferkit-kind" role="group" aria-label={messages.corruption(kind)}>
              <bdi aria-hidden="true">{messages.corruption(kind)}</bdi>
              {own.map((row) => draw(row, writeStrength(row.corruption!)))}
            </div>
          ))}
          <div className="ferkit-scores-axis" aria-hidden="true">
            <div>
              {ticks.map((tick) => (
                <span key={tick} style={placeAt(tick)}>
                  <span>{writeTick(tick)}</span>
                </span>
              ))}
              <strong>{metricName}</strong>
            </div>
          </div>
        </div>
        <DataTable
          messages={messages}
          columns={[
            messages.robustness,
            ...(isSingle ? [metricName, messages.changeColumn] : names),
          ]}
          rows={[
            clean,
            mean,
            ...groups.flatMap((group) => (group.rows.length > 1 ? [...group.rows, group.mean] : group.rows)),
          ].map((row) => [
            titleOf(row),
            ...row.scores.map(writeScore),
            ...(isSingle ? [row.changes[0] == null || row === clean ? '–' : pointChange(row.changes[0])] : []),
          ])}
        />
      </Figure>
    );
  },
);
