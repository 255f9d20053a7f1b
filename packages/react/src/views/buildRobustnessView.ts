import type { CorruptionScores, EvaluationReport, RobustScores } from '@ferkit/core';
import { niceTicks } from '../elements/Plot';
import { isolateName, joinList, joinSentences, joinWords } from '../messages/joinTexts';
import { numberFormats } from '../messages/numberFormats';
import type { RobustnessMessages } from '../messages/robustnessMessages';

/** Scores on the images of one corruption. An imported JSON file has its kind as any text. */
type CorruptionRow = Omit<CorruptionScores, 'kind'> & { readonly kind: string };

/** An evaluation report, or its scores on clean and corrupted images. */
export interface RobustnessData extends Pick<EvaluationReport, 'accuracy' | 'macroF1' | 'ece'> {
  /** Scores on corrupted images; absent in the report of an evaluation without the option `corruptions`. */
  readonly robustness?: { readonly corruptions: readonly CorruptionRow[] } | undefined;
}

/** Score that a robustness chart shows: accuracy, macro F1, or expected calibration error, of which less is better. */
export type RobustnessMetric = keyof RobustScores;

/** Order of the kinds of corruptions: as in the reports, by descending loss of the first model against clean images, or by name. */
export type RobustnessSort = 'kind' | 'loss' | 'name';

/** The scores of all models on the same images. */
export interface RobustnessRow {
  readonly id: string;
  /** Name of the images, such as 'Noise, σ 10'. */
  readonly title: string;
  /** Name within its group, such as 'σ 10'. */
  readonly label: string;
  /** Score of each model; null for one that was not measured. */
  readonly scores: readonly (number | null)[];
  /** Score of each model as text. */
  readonly texts: readonly string[];
  /** Change of the first model against clean images, in percentage points, as text. */
  readonly change: string;
  /** Name and score of each model, with the change against clean images. */
  readonly details: readonly string[];
}

/** All strengths of a kind of corruption. */
interface RobustnessGroup {
  readonly kind: string;
  readonly title: string;
  readonly rows: readonly RobustnessRow[];
  /** Mean over the strengths. */
  readonly mean: RobustnessRow;
}

/** A robustness chart ready for display, as plain data. */
export interface RobustnessView {
  /** Displayed names of the models. */
  readonly names: readonly string[];
  /** Displayed name of the metric. */
  readonly metric: string;
  readonly clean: RobustnessRow;
  /** Mean over the corruptions on which all models with any have scores. */
  readonly mean: RobustnessRow;
  /** Empty if no report has scores on corrupted images. */
  readonly groups: readonly RobustnessGroup[];
  /** Round scores that cover those of all rows. */
  readonly ticks: readonly number[];
  readonly summary: string;
}

type Corruption = Pick<CorruptionRow, 'kind' | 'strength'>;
type ModelScores = RobustnessRow['scores'];

/** Stands for a score that was not measured. */
const NONE = '–';

/** Arranges the scores of the models by corruption. */
export function buildRobustnessView(
  models: readonly RobustnessData[],
  givenNames: readonly string[],
  metric: RobustnessMetric,
  sort: RobustnessSort,
  messages: RobustnessMessages,
): RobustnessView {
  const { count, exactShare, pointChange } = numberFormats(messages.locale);
  const isSingle = models.length === 1;
  const metricName = nameMetric(metric, messages);
  const names = models.map((_, model) => givenNames[model] ?? messages.model(count(model + 1)));
  const cleanScores = models.map((model) => finite(model[metric]));
  const measured = models.map(({ robustness }) => robustness?.corruptions ?? []);
  const isMissing = (model: number): boolean => measured[model]!.length === 0;
  const missing = names.filter((_, model) => isMissing(model));

  const changeOf = (scores: ModelScores, model: number): number | null => {
    const [score, clean] = [scores[model] ?? null, cleanScores[model] ?? null];
    return score === null || clean === null ? null : score - clean;
  };
  /** Points by which the first model is worse than on clean images: its calibration error rises, other scores fall. */
  const lossOf = ({ scores }: RobustnessRow): number | null => {
    const change = changeOf(scores, 0);
    return change === null || metric === 'ece' ? change : -change;
  };
  /** Grows as the score of the first model gets worse. */
  const badnessOf = ({ scores }: RobustnessRow): number => (metric === 'ece' ? 1 : -1) * (scores[0] ?? 0);
  const createRow = (id: string, title: string, label: string, scores: ModelScores): RobustnessRow => {
    const texts = scores.map((score) => (score === null ? NONE : exactShare(score)));
    const changes = scores.map((_, model) => {
      const change = changeOf(scores, model);
      return change === null || scores === cleanScores ? NONE : pointChange(change);
    });
    return {
      id,
      title,
      label,
      scores,
      texts,
      change: changes[0] ?? NONE,
      details: texts.map((text, model) => {
        const score = changes[model] === NONE ? text : messages.scoreChange(text, changes[model]!);
        return `${isSingle ? metricName : isolateName(names[model]!, messages)} ${score}`;
      }),
    };
  };
  const createCorruptionRow = ({ kind, strength }: Corruption): RobustnessRow => {
    const label = messages.strength(count(strength), kind);
    const scores = measured.map((list) =>
      finite(list.find((other) => other.kind === kind && other.strength === strength)?.[metric]),
    );
    return createRow(
      idOf({ kind, strength }),
      joinWords([messages.corruption(kind), label], messages.locale),
      label,
      scores,
    );
  };
  // Means of models compare only over the same images.
  const isShared = ({ scores }: RobustnessRow): boolean =>
    scores.every((score, model) => score !== null || isMissing(model));
  const createMeanRow = (id: string, title: string, rows: readonly RobustnessRow[]): RobustnessRow => {
    const shared = rows.filter(isShared);
    const scores = models.map((_, model) => meanOf(shared.map((row) => row.scores[model] ?? null)));
    return createRow(id, title, title, scores);
  };

  const corruptions = [...new Map(measured.flat().map((entry) => [idOf(entry), entry])).values()];
  const groups = [...new Set(corruptions.map(({ kind }) => kind))].map((kind): RobustnessGroup => {
    const title = messages.corruption(kind);
    const rows = corruptions.filter((entry) => entry.kind === kind).map(createCorruptionRow);
    return { kind, title, rows, mean: createMeanRow(kind, messages.meanOfKind(title), rows) };
  });
  if (sort === 'loss') {
    const meanLoss = ({ rows }: RobustnessGroup): number =>
      meanOf(rows.map(lossOf).filter((loss) => loss !== null)) ?? -1;
    groups.sort((a, b) => meanLoss(b) - meanLoss(a));
  }
  if (sort === 'name') groups.sort((a, b) => a.title.localeCompare(b.title, messages.locale));
  const rows = groups.flatMap((group) => group.rows);
  const clean = createRow('clean', messages.cleanImages, messages.cleanImages, cleanScores);
  const mean = createMeanRow('mean', messages.meanOfCorruptions, rows);

  const shared = rows.filter(isShared).length;
  const summarize = (): string => {
    if (rows.length === 0) return messages.noRobustness;
    const scope = { metric: metricName, corruptions: count(shared), number: shared };
    const texts = names.map((name, index) => ({
      model: isolateName(name, messages),
      clean: clean.texts[index]!,
      mean: mean.texts[index]!,
    }));
    const sentences: string[] = [];
    if (shared === 0) {
      sentences.push(messages.robustnessNoneShared);
    } else if (isSingle) {
      // By their scores, because the loss is not known where the score on clean images is not.
      const [worst] = rows.filter(isShared).sort((a, b) => badnessOf(b) - badnessOf(a));
      sentences.push(messages.robustnessSummary({ ...scope, ...texts[0]! }));
      if (worst !== undefined) sentences.push(messages.robustnessWorst(worst.title, worst.texts[0]!));
    } else {
      const listed = texts.filter((_, model) => !isMissing(model)).map(messages.robustnessOfModel);
      sentences.push(messages.robustnessComparison({ ...scope, models: joinList(listed, messages.locale) }));
    }
    if (shared > 0 && shared < rows.length)
      sentences.push(messages.robustnessShared(count(shared), count(rows.length)));
    if (missing.length > 0)
      sentences.push(
        messages.robustnessMissing(
          joinList(
            missing.map((name) => isolateName(name, messages)),
            messages.locale,
          ),
        ),
      );
    return joinSentences(sentences, messages.locale);
  };
  const values = [clean, mean, ...rows].flatMap(({ scores }) => scores.filter((score) => score !== null));
  return {
    names,
    metric: metricName,
    clean,
    mean,
    groups,
    ticks: niceTicks(values.length > 0 ? values : [0, 1], 4),
    summary: summarize(),
  };
}

export function nameMetric(metric: RobustnessMetric, messages: RobustnessMessages): string {
  return { accuracy: messages.accuracy, macroF1: messages.macroF1, ece: messages.calibrationError }[metric];
}

const idOf = ({ kind, strength }: Corruption): string => `${kind} ${strength}`;

/** JSON has null for a score that is no number. */
function finite(score: number | null | undefined): number | null {
  return Number.isFinite(score) ? score! : null;
}

/** Mean of the scores; null if one is missing, or if there are none. */
function meanOf(scores: ModelScores): number | null {
  return finite(scores.reduce<number>((sum, score) => sum + (score ?? NaN), 0) / scores.length);
}
