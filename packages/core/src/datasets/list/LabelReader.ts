import { checkLabels } from '../DatasetColumns';
import type { ReadDatasetOptions } from '../OpenDatasetOptions';
import { EIGHT_EXPRESSIONS, findLabel, labelsNamedBy } from '../findExpression';
import { malformed, quoteText } from '../malformed';
import { optionInvalid } from '../../options';
import { EXPRESSIONS } from '../../labels';
import type { SkippedKind } from '../skipped';
import type { ImageList, ListRow } from './ImageList';
import { describeNumbering, type LabelNumbering } from './LabelNumbering';

/** The label of a row, with the shares of the voters if there are votes; or the reason why the row has none. */
type RowLabel =
  | { readonly label: number; readonly shares?: readonly number[] }
  | { readonly kind: SkippedKind; readonly reason: string };

/** A list and its path. */
interface SourceList extends ImageList {
  readonly source: string;
}

/** The place of a row, for messages. */
interface Place {
  readonly source: string;
  readonly line?: number;
  readonly element?: string;
}

/** True for a field without a label, also as tables write a missing value. */
const isBlank = (text: string): boolean => /^(nan|null|n\/a|#n\/a)?$/i.test(text);
const isNumber = (text: string): boolean => /^\d{1,3}(\.0+)?$/.test(text);

/** Translates the labels of lists to numbers of the dataset's labels. */
export class LabelReader {
  readonly labels: readonly string[];
  /** The numbering in words, where the lists have numbers. */
  readonly numbering: string | undefined;
  readonly #numbering: LabelNumbering | undefined;
  readonly #options: ReadDatasetOptions;

  /** @throws OPTION_INVALID if the lists have numbers that no known data set has, and `labels` does not name them */
  constructor(lists: readonly SourceList[], options: ReadDatasetOptions) {
    this.#options = options;
    this.#checkLabeled(lists);
    const texts = [...new Set(lists.flatMap(({ rows }) => rows.map(({ label }) => label ?? '')))].filter(
      (text) => !isBlank(text),
    );
    const numbers = texts.filter(isNumber).map(Number);
    const hasVotes = lists.some(({ choices }) => choices !== undefined);
    const isNumbered = !hasVotes && numbers.length > 0 && numbers.length * 2 >= texts.length;
    const known = isNumbered ? lists.find(({ numbering }) => numbering !== undefined)?.numbering : undefined;
    const { labels } = options;
    if (labels !== 'auto') {
      this.labels = labels;
      const fits = known !== undefined && Object.values(known.labels).some((label) => findLabel(labels, label) >= 0);
      this.#numbering = fits ? known : isNumbered ? this.#countFrom(numbers, labels) : undefined;
    } else if (hasVotes) {
      const choices = lists.flatMap((list) => list.choices ?? []);
      this.labels = EIGHT_EXPRESSIONS.filter((label) => findLabel(choices, label) >= 0);
    } else if (known !== undefined) {
      this.labels = labelsNamedBy(Object.values(known.labels));
      this.#numbering = known;
    } else if (isNumbered) {
      throw this.#ambiguous(lists, numbers);
    } else {
      const fallback = typeof options.unlabeled === 'object' ? [options.unlabeled.label] : [];
      const names = labelsNamedBy([...texts, ...fallback]);
      // A list without labels has no samples.
      this.labels = names.length === 0 ? EXPRESSIONS : names;
      checkLabels(this.labels);
    }
    this.numbering = this.#numbering === undefined ? undefined : describeNumbering(this.#numbering);
  }

  /** @throws DATASET_MALFORMED */
  read(list: ImageList, row: ListRow, place: Place): RowLabel {
    if (row.votes !== undefined) return this.#readVotes(list.choices!, row.votes, place);
    const text = row.label ?? '';
    if (isBlank(text)) return this.#unlabeled();
    const numbering = isNumber(text) ? this.#numbering : undefined;
    const without = numbering?.without?.[Number(text)];
    if (without !== undefined) return without;
    const name = numbering === undefined ? text : numbering.labels[Number(text)];
    if (name === undefined) throw this.#badNumber(list, text, place);
    const label = findLabel(this.labels, name);
    if (label >= 0) return { label };
    if (this.#options.labels === 'auto') throw this.#badNumber(list, text, place);
    return { kind: 'other-label', reason: `Its label ${quoteText(name)} is none of the option "labels".` };
  }

  /** A row without a label. */
  #unlabeled(): RowLabel {
    const { unlabeled } = this.#options;
    if (typeof unlabeled === 'object') {
      const label = findLabel(this.labels, unlabeled.label);
      if (label >= 0) return { label };
      throw optionInvalid('unlabeled', `one of the labels ${this.labels.join(', ')}`, quoteText(unlabeled.label));
    }
    return { kind: 'unlabeled', reason: 'The list names it without a label.' };
  }

  /**
   * Takes the choice with the most votes as the label, the first in the order of the labels of several, and the votes for labels as
   * shares, as `joinFerPlus` does.
   */
  #readVotes(choices: readonly string[], votes: readonly string[], place: Place): RowLabel {
    const bad = votes.find((text) => !/^\d+(\.\d+)?$/.test(text.trim()));
    if (bad !== undefined) throw malformed({ ...place, expected: 'a number of votes', received: quoteText(bad) });
    const counts = this.labels.map(() => 0);
    let others = 0;
    let other = '';
    choices.forEach((choice, k) => {
      const count = Number(votes[k]);
      const label = findLabel(this.labels, choice);
      if (label >= 0) counts[label]! += count;
      else if (count > others) [others, other] = [count, choice];
    });
    const most = Math.max(...counts);
    if (others > most || most === 0) {
      const kind = /^nf$/i.test(other)
        ? 'no-face'
        : findLabel(EIGHT_EXPRESSIONS, other) >= 0
          ? 'other-label'
          : 'unlabeled';
      return {
        kind,
        reason: most === 0 && others === 0 ? 'It has no votes.' : `Most votes are for ${quoteText(other)}.`,
      };
    }
    const sum = counts.reduce((total, count) => total + count, 0);
    const label = counts.indexOf(most);
    const isSoft = this.#options.votes === 'soft';
    return isSoft ? { label, shares: counts.map((count) => count / sum) } : { label };
  }

  /** Numbers of the option's labels, from 0, or from 1 if the last number occurs and 0 does not. */
  #countFrom(numbers: readonly number[], labels: readonly string[]): LabelNumbering {
    const first = !numbers.includes(0) && Math.max(...numbers) === labels.length ? 1 : 0;
    return { name: 'labels', labels: Object.fromEntries(labels.map((label, k) => [k + first, label])) };
  }

  #checkLabeled(lists: readonly SourceList[]): void {
    const list = lists.find(({ labeled }) => !labeled);
    if (list === undefined || this.#options.unlabeled !== 'throw') return;
    throw malformed({
      source: list.source,
      line: 1,
      expected: 'a column of labels, named "label" or "emotion"',
      received: 'none that can be told from the others',
      next: 'Give the columns a header such as "path,label"; or set "unlabeled" to "skip" or { label }.',
    });
  }

  #ambiguous(lists: readonly SourceList[], numbers: readonly number[]): Error {
    const least = Math.min(...numbers);
    const most = Math.max(...numbers);
    return optionInvalid(
      'labels',
      `the names of the numbers ${least} to ${most} in "${lists[0]!.source}", in their order`,
      'none, and each data set numbers its labels in another order',
      `Name them in the option "labels"; FER2013's are ${EXPRESSIONS.join(', ')}.`,
    );
  }

  #badNumber(list: ImageList, text: string, place: Place): Error {
    const labels = this.#numbering === undefined ? this.labels.join(', ') : describeNumbering(this.#numbering);
    return malformed({
      ...place,
      column: list.labelColumn,
      expected: `one of the labels ${labels}`,
      received: quoteText(text),
      next: 'If the list has other labels, name all of them in the option "labels", in the order of their numbers.',
    });
  }
}
