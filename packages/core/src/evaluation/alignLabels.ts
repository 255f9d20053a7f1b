import { Dataset } from '../datasets/Dataset';
import { mapLabels } from '../datasets/derive/mapLabels';
import { findExpression } from '../datasets/findExpression';
import { FerError, type UnknownLabel } from '../errors';
import { findNearest } from '../findNearest';
import { countOf, listFirst } from '../words';

/**
 * Gives a dataset the labels of a model, in the model's order. Labels of the model that the dataset lacks have no samples
 * afterwards; labels without samples that the model lacks are left out, and soft labels are normalized over the others.
 * @throws MODEL_INCOMPATIBLE if samples have labels that the model lacks; its details name and count them
 */
export function alignLabels(dataset: Dataset, labels: readonly string[]): Dataset {
  const unknown = findUnknown(dataset, labels);
  if (unknown.length > 0) throw labelsUnknown(dataset, labels, unknown);
  const isSame = dataset.labels.length === labels.length && labels.every((label, k) => label === dataset.labels[k]);
  if (isSame) return dataset;
  const newIndices = dataset.labels.map((label) => labels.indexOf(label));
  return new Dataset(mapLabels(dataset, labels, newIndices));
}

function findUnknown({ labels: own, labelCounts }: Dataset, labels: readonly string[]): readonly UnknownLabel[] {
  return own.flatMap((label, index) => {
    const samples = labelCounts[index]!;
    if (samples === 0 || labels.includes(label)) return [];
    const meant = findMeant(label, labels);
    return [{ label, samples, ...(meant === undefined ? {} : { meant }) }];
  });
}

/** The label of a model that a name most likely means: a synonym, or nearly the same letters. */
function findMeant(name: string, labels: readonly string[]): string | undefined {
  const expression = findExpression(name);
  const synonym = expression === undefined ? undefined : labels.find((label) => findExpression(label) === expression);
  if (synonym !== undefined) return synonym;
  // Short words of one or two other letters, such as mad and sad, mean something else.
  return findNearest(name, name.length < 5 ? [] : labels);
}

function labelsUnknown(
  dataset: Dataset,
  labels: readonly string[],
  unknown: readonly UnknownLabel[],
): FerError<'MODEL_INCOMPATIBLE'> {
  const affected = unknown.reduce((sum, { samples }) => sum + samples, 0);
  const names = unknown.map(({ label, samples }) => `${label} (${countOf(samples, 'sample')})`);
  return new FerError('MODEL_INCOMPATIBLE', {
    field: 'labels',
    labels: unknown,
    failed: `The model has no label for ${affected} of the ${dataset.size} samples of ${dataset.name}`,
    expected: `labels of the model: ${labels.join(', ')}`,
    received: names.join(', '),
    next: describeRemedy(dataset, labels, unknown),
  });
}

/** Labels that are written out in a remedy; a sentence with more cannot be read. */
const MOST_WRITTEN = 10;

/** The calls that give a dataset the labels of a model. */
function describeRemedy(dataset: Dataset, labels: readonly string[], unknown: readonly UnknownLabel[]): string {
  const taken = new Set(dataset.labels);
  const renames: string[] = [];
  const merges: string[] = [];
  for (const { label, meant } of unknown) {
    if (meant === undefined) continue;
    // Two labels of one dataset cannot have the same name: the second one is merged.
    if (taken.has(meant)) merges.push(`.merge(${quote(label)}, ${quote(meant)})`);
    else renames.push(`${asKey(label)}: ${quote(meant)}`);
    taken.add(meant);
  }
  const mapping = [
    ...(renames.length === 0 ? [] : [`.rename({ ${listFirst(renames, MOST_WRITTEN)} })`]),
    ...merges,
  ].join('');
  const others = unknown.flatMap(({ label, meant }) => (meant === undefined ? [label] : []));
  const kept = labels.filter((label) => (others.length === 0 ? dataset.labels.includes(label) : taken.has(label)));
  const selection = `.selectLabels([${listFirst(kept.map(quote), MOST_WRITTEN)}])`;
  const theirs = 'labels of the model with dataset.rename(…) or dataset.merge(…)';
  if (mapping === '')
    return `${kept.length === 0 ? 'Give' : `Leave them out with dataset${selection}, or give`} them ${theirs}.`;
  const same = `dataset${mapping} if the names mean the same`;
  if (others.length > 0)
    return `Use ${same}, and leave out ${listFirst(others, MOST_WRITTEN)} with ${selection.slice(1)} or give them ${theirs}.`;
  return `Use ${same}${kept.length === 0 ? '' : `, or leave them out with dataset${selection}`}.`;
}

const quote = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
const asKey = (text: string): string => (/^[A-Za-z_$][\w$]*$/.test(text) ? text : quote(text));
