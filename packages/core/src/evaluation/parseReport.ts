import {
  type Corruption,
  CORRUPTION_KINDS,
  corruptionTable,
  describeCorruption,
  findRepeated,
} from '../datasets/Corruption';
import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import { labelsRule } from '../labels';
import { countRule, custom, flagRule, number, oneOf, type Rule, seedRule, temperatureRule, textRule } from '../options';
import type {
  EvaluationReport,
  ReportJson,
  Robustness,
  RobustScores,
  SamplePrediction,
  Scores,
} from './EvaluationReport';
import { ROBUST_METRICS, summarizeRobustness } from './summarizeRobustness';

/**
 * Parses and validates a report that `reportToJson` wrote, of this version of ferkit or an earlier one.
 * @param json - the text of a report, or the same as an imported or parsed JSON file
 * @throws REPORT_MALFORMED with the path of the first invalid field
 *
 * @example
 * ```ts
 * const before = parseReport(await readFile('report.json', 'utf8'));
 * console.log(after.accuracy - before.accuracy);
 * ```
 * @example
 * ```ts
 * import json from './report.json' with { type: 'json' };
 *
 * const report = parseReport(json);
 * ```
 */
export function parseReport(json: unknown): EvaluationReport {
  const value = typeof json === 'string' ? parseText(json) : json;
  checkReport(value);
  const { withoutTrainingCopies } = value;
  return {
    ...addAbsent(value),
    ...(withoutTrainingCopies === undefined ? {} : { withoutTrainingCopies: addAbsent(withoutTrainingCopies) }),
  };
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const received = text === '' ? 'an empty text' : `text that starts with ${JSON.stringify(text.slice(0, 20))}`;
    throw new FerError(
      'REPORT_MALFORMED',
      { field: '', failed: 'The report cannot be read', expected: 'JSON', received },
      { cause },
    );
  }
}

/**
 * Formats a report as readable JSON: indented, with each row of the confusion matrix on one line.
 * @throws REPORT_MALFORMED for values that JSON cannot represent, such as NaN
 *
 * @example
 * ```ts
 * await writeFile('report.json', reportToJson(report));
 * ```
 */
export function reportToJson(report: ReportJson): string {
  checkReport(report);
  const text = JSON.stringify(report, undefined, 2);
  // JSON strings contain no line breaks, so this matches lists of numbers only.
  const rows = /\[\n\s+(-?\d[^\n]*(?:\n\s+-?\d[^\n]*)*)\n\s+\]/g;
  return `${text.replace(rows, (_, numbers: string) => `[${numbers.replace(/\n\s+/g, ' ')}]`)}\n`;
}

/** Adds the list of labels without samples to scores that an earlier version wrote without it. */
function addAbsent<Part extends Scores>(part: Part): Part {
  return { ...part, labelsWithoutSamples: findAbsent(part) };
}

const findAbsent = ({ confusion, perLabel }: Scores): readonly string[] =>
  confusion.labels.filter((label) => perLabel[label]!.support === 0);

/** Validates one value. @throws REPORT_MALFORMED */
type Check = (value: unknown, field: string) => void;

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON.stringify gives "null" for NaN and infinities.
  if (typeof value === 'number') return String(value);
  const isJson = value === null || isRecord(value) || Array.isArray(value) || typeof value === 'string';
  const text = isJson ? toJson(value) : typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** JSON of a value; its type where it contains itself or a bigint. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value;
  }
}

function malformed(field: string, expected: string, value: unknown): FerError<'REPORT_MALFORMED'> {
  const failed =
    field === '' ? 'The report cannot be used' : `The report cannot be used, its field "${field}" does not fit`;
  return new FerError('REPORT_MALFORMED', { field, failed, expected, received: describe(value) });
}

/** The check of a rule of options. */
function check({ expected, accepts }: Rule): Check {
  return (value, field) => {
    if (!accepts(value)) throw malformed(field, expected, value);
  };
}

const text = check(textRule);
const flag = check(flagRule);
const amount = check(number({ from: 0 }));
const rate = check(number({ from: 0, to: 1 }));
const count = check(countRule);
const finite = check(number());
const labels = check(labelsRule(1));

function list(item: Check): Check {
  return (value, field) => {
    if (!Array.isArray(value)) throw malformed(field, 'a list', value);
    value.forEach((entry, index) => item(entry, `${field}[${index}]`));
  };
}

/** Refuses a list without entries, whose mean would have no meaning. */
const nonEmpty =
  (inner: Check): Check =>
  (value, field) => {
    if (Array.isArray(value) && value.length === 0) throw malformed(field, 'a list with an entry', value);
    inner(value, field);
  };

function object(fields: Readonly<Record<string, Check>>): Check {
  return (value, field) => {
    if (!isRecord(value)) throw malformed(field, 'an object', value);
    for (const [name, inner] of Object.entries(fields)) inner(value[name], field === '' ? name : `${field}.${name}`);
  };
}

/** Accepts any plain JSON, for fields without further checks. An undefined field counts as absent. */
const plain: Check = (value, field) => {
  if (Array.isArray(value)) {
    value.forEach((entry, index) => plain(entry, `${field}[${index}]`));
  } else if (isRecord(value)) {
    for (const [name, entry] of Object.entries(value)) {
      if (entry !== undefined) plain(entry, field === '' ? name : `${field}.${name}`);
    }
  } else if (value !== null && !['string', 'boolean'].includes(typeof value) && !Number.isFinite(value)) {
    throw malformed(field, 'plain JSON', value);
  }
};

const labelScores = object({ precision: rate, recall: rate, f1: rate, support: count, predicted: count });
const reliabilityBin = object({ from: rate, to: rate, count, confidence: rate, accuracy: rate });

/** Accepts an absent field too. */
const optional =
  (inner: Check): Check =>
  (value, field) => {
    if (value !== undefined) inner(value, field);
  };

const scores = object({
  samples: count,
  loss: amount,
  nll: amount,
  accuracy: rate,
  balancedAccuracy: rate,
  top2Accuracy: rate,
  macroF1: rate,
  ece: rate,
  perLabel: object({}),
  // Earlier versions wrote none.
  labelsWithoutSamples: optional(list(text)),
  confusion: object({ labels, counts: list(list(count)) }),
  reliability: list(reliabilityBin),
});

const robustScores = { accuracy: rate, macroF1: rate, ece: rate };
const kind = check(oneOf(...CORRUPTION_KINDS));

/** Also the range of the strength, which depends on the kind. */
const corruption: Check = (value, field) => {
  object({ kind, ...robustScores })(value, field);
  const { kind: own, strength } = value as Corruption;
  check(corruptionTable[own].rule)(strength, `${field}.strength`);
};

const robustness = object({
  seed: check(seedRule),
  corruptions: nonEmpty(list(corruption)),
  kinds: list(object({ kind, ...robustScores })),
  mean: object(robustScores),
});

const samplePrediction = object({
  sample: count,
  row: count,
  source: optional(text),
  label: text,
  predicted: text,
  confidence: rate,
  labelScore: rate,
});

const provenance = object({
  dataset: text,
  epochs: finite,
  seed: finite,
  createdAt: text,
  library: text,
  backend: text,
});

const header = object({
  schema: check(custom('1, the only version that this ferkit knows', (value) => value === 1)),
  dataset: text,
  model: object({
    labels,
    architecture: object({ id: text }),
    input: object({ width: count, height: count }),
    temperature: check(temperatureRule),
    provenance: optional(provenance),
  }),
  backend: object({ name: text, device: text, accelerated: flag }),
  suggestion: optional(object({ labels, accuracy: rate })),
  robustness: optional(robustness),
  mistakes: optional(list(samplePrediction)),
  labelErrors: optional(object({ count, samples: list(samplePrediction) })),
  predictions: optional(list(samplePrediction)),
});

/** Checks that the fields of a set of scores agree with each other. */
function checkAgreement(part: Scores, path: string): void {
  const { labels: names, counts } = part.confusion;
  if (counts.length !== names.length || counts.some((row) => row.length !== names.length)) {
    throw malformed(`${path}confusion.counts`, `${names.length} rows of ${names.length} counts`, counts);
  }
  const total = counts.flat().reduce((sum, entry) => sum + entry, 0);
  if (total !== part.samples) throw malformed(`${path}samples`, `${total}, the sum of confusion.counts`, part.samples);
  for (const name of names) {
    // hasOwn, because a label may be named "__proto__" or "toString".
    const own = Object.hasOwn(part.perLabel, name) ? part.perLabel[name] : undefined;
    labelScores(own, `${path}perLabel[${JSON.stringify(name)}]`);
  }
  const absent = findAbsent(part);
  const listed = (part as Partial<Scores>).labelsWithoutSamples ?? absent;
  if (listed.length !== absent.length || listed.some((label, index) => label !== absent[index])) {
    throw malformed(`${path}labelsWithoutSamples`, `the labels with a support of 0: ${JSON.stringify(absent)}`, listed);
  }
}

/** Means that differ by less were rounded differently. */
const ROUNDING = 1e-9;

/** Checks that each corruption is there once, and that the means over corruptions are theirs. */
function checkRobustness({ seed, corruptions, kinds, mean }: Robustness): void {
  const repeated = findRepeated(corruptions);
  if (repeated >= 0) {
    const received = `${describeCorruption(corruptions[repeated]!)} again`;
    throw malformed(`robustness.corruptions[${repeated}]`, 'each corruption once', received);
  }
  const expected = summarizeRobustness(seed, corruptions);
  const isSame = (own: RobustScores, other: RobustScores): boolean =>
    ROBUST_METRICS.every((name) => Math.abs(own[name] - other[name]) < ROUNDING);
  const hasKinds =
    kinds.length === expected.kinds.length &&
    expected.kinds.every((other, index) => other.kind === kinds[index]!.kind && isSame(kinds[index]!, other));
  if (!hasKinds) throw malformed('robustness.kinds', `the means of each kind: ${toJson(expected.kinds)}`, kinds);
  if (!isSame(mean, expected.mean)) {
    throw malformed('robustness.mean', `the mean over the corruptions: ${toJson(expected.mean)}`, mean);
  }
}

/** Checks that listed samples are among those that were scored, that their labels are known, and that mistakes are some. */
function checkPredictions({ samples, confusion, mistakes, labelErrors, predictions }: EvaluationReport): void {
  const known = check(
    custom(`one of ${confusion.labels.join(', ')}`, (name) => confusion.labels.includes(name as string)),
  );
  const position = check(custom(`a position below ${samples}`, (value) => (value as number) < samples));
  const each = (field: string, listed: readonly SamplePrediction[] | undefined, areWrong: boolean): void =>
    listed?.forEach(({ sample, label, predicted }, index) => {
      position(sample, `${field}[${index}].sample`);
      known(label, `${field}[${index}].label`);
      known(predicted, `${field}[${index}].predicted`);
      if (areWrong && label === predicted) {
        throw malformed(`${field}[${index}].predicted`, `another label than "${label}"`, predicted);
      }
    });
  each('mistakes', mistakes, true);
  each('labelErrors.samples', labelErrors?.samples, true);
  each('predictions', predictions, false);
  if (labelErrors !== undefined && labelErrors.samples.length > labelErrors.count) {
    throw malformed(
      'labelErrors.count',
      `at least ${labelErrors.samples.length}, as many as are listed`,
      labelErrors.count,
    );
  }
  if (predictions !== undefined && predictions.length !== samples) {
    throw malformed('predictions', `${samples} predictions, one for each sample`, `${predictions.length} of them`);
  }
}

/**
 * Validates an evaluation report.
 * @throws REPORT_MALFORMED with the path of the first invalid field
 */
export function checkReport(value: unknown): asserts value is EvaluationReport {
  if (!isRecord(value)) throw malformed('', 'an evaluation report, or its text as reportToJson writes it', value);
  header(value, '');
  scores(value, '');
  plain(value, '');
  const report = value as unknown as EvaluationReport;
  checkAgreement(report, '');
  const { suggestion } = report;
  if (suggestion !== undefined && !isSameSet(suggestion.labels, report.confusion.labels)) {
    const expected = `another order of ${report.confusion.labels.join(', ')}`;
    throw malformed('suggestion.labels', expected, suggestion.labels);
  }
  const { trainedOn } = report;
  if (trainedOn !== undefined && !(Number.isFinite(trainedOn) && trainedOn > 0 && trainedOn <= 1)) {
    throw malformed('trainedOn', 'a share above 0, at most 1', trainedOn);
  }
  if (report.robustness !== undefined) checkRobustness(report.robustness);
  checkPredictions(report);
  if (report.withoutTrainingCopies !== undefined) {
    scores(report.withoutTrainingCopies, 'withoutTrainingCopies');
    checkAgreement(report.withoutTrainingCopies, 'withoutTrainingCopies.');
  }
}

const isSameSet = (names: readonly string[], others: readonly string[]): boolean =>
  names.length === others.length && names.every((name) => others.includes(name));
