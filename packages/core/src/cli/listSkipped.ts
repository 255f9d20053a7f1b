import { describeSkipped, type SkippedKind, type SkippedReport } from '../index';
import { formatCount } from './render/formatNumber';
import { showText } from './render/showText';

/** Names that are shown of each kind; `--json` has all that the library keeps. */
const SHOWN = 3;

/** The rows, files and folders that a dataset left out: a line for each kind with the first of them; none if nothing was. */
export function listSkipped({ count, kinds, items }: SkippedReport): string[] {
  if (count === 0) return [];
  const lines = (Object.entries(kinds) as [SkippedKind, number][])
    .sort(([, one], [, other]) => other - one)
    .map(([kind, number]) => {
      const all = items.filter((item) => item.kind === kind);
      // Of rows that break their format, the reason says more than the name of their file.
      const first = all.slice(0, SHOWN).map(({ source, reason }) => showText(kind === 'malformed' ? reason : source));
      const rest = number > first.length ? ', …' : '';
      return `  ${describeSkipped({ count: number, kinds: { [kind]: number }, items: [] })}: ${first.join(', ')}${rest}`;
    });
  return [`Left out: ${formatCount(count)}`, ...lines];
}
