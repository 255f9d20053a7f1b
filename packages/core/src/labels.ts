import { describeValue, type Rule } from './options';

/**
 * The seven expressions of FER2013 in the order of its label numbers, 0 to 6.
 *
 * Source: I. Goodfellow et al., "Challenges in Representation Learning: A report on three machine learning contests"
 * (2013), https://arxiv.org/abs/1307.0414.
 */
export const EXPRESSIONS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'] as const;

/** One of {@link EXPRESSIONS}. */
export type Expression = (typeof EXPRESSIONS)[number];

/** Label numbers are bytes. */
const MOST_LABELS = 256;

/** Names the fault of a list of labels; undefined if it has none. */
function faultOf(value: unknown, fewest: number): string | undefined {
  if (!Array.isArray(value)) return describeValue(value);
  if (value.length < fewest || value.length > MOST_LABELS)
    return value.length === 1 ? 'one label' : `${value.length} labels`;
  // A copy, because `every` and `find` skip the holes of an array.
  const labels: readonly unknown[] = Array.from(value);
  const other = labels.findIndex((label) => typeof label !== 'string');
  if (other !== -1) return `${describeValue(labels[other])} among them`;
  if (labels.some((label) => (label as string).trim() === '')) return 'an empty label';
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  return repeated === undefined ? undefined : `${describeValue(repeated)} twice`;
}

/** Accepts a list of labels: different names, none blank. A network has at least two, a selection of samples one. */
/* @__NO_SIDE_EFFECTS__ */
export const labelsRule = (fewest: 1 | 2): Rule => ({
  expected: `a list of ${fewest} to ${MOST_LABELS} different names`,
  accepts: (value) => faultOf(value, fewest) === undefined,
  received: (value) => faultOf(value, fewest) ?? '',
});
