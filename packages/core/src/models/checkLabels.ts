import { FerError } from '../errors';

/**
 * Checks a list of labels: two at least, 256 at most (datasets keep label numbers in bytes), none empty, none twice.
 * @throws OPTION_INVALID
 */
export function checkLabels(labels: readonly string[]): void {
  const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
  let received: string | undefined;
  if (labels.length < 2 || labels.length > 256) received = `${labels.length} labels`;
  else if (labels.includes('')) received = 'an empty label';
  else if (repeated !== undefined) received = `"${repeated}" twice`;
  if (received === undefined) return;
  throw new FerError('OPTION_INVALID', {
    option: 'labels',
    failed: 'These labels cannot name the outputs of a network',
    expected: '2 to 256 different names',
    received,
  });
}
