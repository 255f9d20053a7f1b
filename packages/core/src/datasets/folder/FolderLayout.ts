import { optionInvalid } from '../../options';
import { CONTEMPT, EIGHT_EXPRESSIONS, findLabel, findSplit } from '../findExpression';

/** The levels of folders that the option `layout` names, from the top: `split/label/group`. */
const LEVELS = ['split', 'label', 'group', '*'];

/** True for `auto` and for levels with one label, at most one split and one group: `label`, `split/label/group`, `*` + `/label`. */
export function isLayout(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const levels = value.split('/');
  const count = (name: string): number => levels.filter((level) => level === name).length;
  return (
    value === 'auto' ||
    (levels.every((level) => LEVELS.includes(level)) &&
      count('label') === 1 &&
      count('split') <= 1 &&
      count('group') <= 1)
  );
}

/** The level of folders, from 0 at the top, that names each fact of an image; -1 for none. */
export interface FolderLayout {
  readonly split: number;
  readonly label: number;
  readonly group: number;
}

/** One level of folders. */
interface Level {
  readonly index: number;
  /** Its names, each once, with the name of the folder above. */
  readonly names: ReadonlyMap<string, string>;
  /** True if every image lies in a folder of this level. */
  readonly isComplete: boolean;
}

/** Words that folders of images carry besides their label, or instead of one. */
const FILLERS = new Set(
  'face faces image images img imgs photo photos pic pics picture pictures png jpg jpeg data dataset set sample samples cropped aligned original originals emotion emotions expression expressions'.split(
    ' ',
  ),
);

/** Codes of expressions in JAFFE and KDEF. */
export const CODES: Readonly<Record<string, string>> = {
  AF: 'fear',
  AN: 'angry',
  CO: CONTEMPT,
  DI: 'disgust',
  FE: 'fear',
  HA: 'happy',
  NE: 'neutral',
  SA: 'sad',
  SU: 'surprise',
};

const isKnown = (word: string): boolean => findLabel(EIGHT_EXPRESSIONS, word) >= 0;

/**
 * The word of a label in the name of a folder: `0_angry`, `Angry faces`, and below a folder `aia` also `aia_angry`, give `angry`. Other
 * names stay as they are.
 * @param above - the name of the folder above
 */
export function labelWord(folder: string, above = ''): string {
  // Composed characters, because macOS lists names in the decomposed form.
  const name = folder.normalize('NFC').trim();
  if (isKnown(name)) return name;
  const words = name
    .toLowerCase()
    .split(/[\s_.()-]+/)
    .filter((word) => word !== '' && !/^\d+$/.test(word) && !FILLERS.has(word) && word !== above.toLowerCase());
  return words.length === 1 && isKnown(words[0]!) ? words[0]! : name;
}

/** True for a name that says nothing about an image, such as `images`. */
export const isFiller = (name: string): boolean => FILLERS.has(name.trim().toLowerCase());

/** Names of persons by number: `S005`, `subject 3`, `p-12`. */
const isPersonNumber = (name: string): boolean =>
  /^[a-z]{1,12}[-_ ]?\d+$/i.test(name) &&
  !/^(class|label|emotion|emo|expression|expr?|category|cat)\W*_?\d/i.test(name);

/** Conditions of recording and persons' traits: levels of them are no groups, because images of a person lie in several. */
const CONDITIONS = new Set(
  'male males female females man men woman women boy girl young old adult child left right front frontal profile half light dark strong weak normal bright indoor outdoor vl ni raw masks masked'.split(
    ' ',
  ),
);

const isCondition = (name: string): boolean => CONDITIONS.has(name.trim().toLowerCase());

/** True if the names of a level are labels: those asked for, else known expressions, at least half of the names or three. */
function namesLabels({ names }: Level, wanted: 'auto' | readonly string[]): boolean {
  const words = [...names].map(([name, above]) => labelWord(name, above));
  if (wanted !== 'auto' && words.some((word) => findLabel(wanted, word) >= 0)) return true;
  const known = words.filter(isKnown).length;
  const coded = [...names.keys()].filter((name) => Object.hasOwn(CODES, name)).length;
  return (known > 0 && (known * 2 >= words.length || known >= 3)) || (coded >= 3 && coded === words.length);
}

/**
 * Finds the levels of folders that name split, label and group. The level of labels is the one with names of expressions, or of the
 * labels asked for; else the only one with several names, where numbered persons, their sessions and words such as `images` do not count.
 *
 * @param source - the opened folder, for messages
 * @param folders - the folders of each image, from the top
 * @param wanted - the option `labels`
 * @param inFiles - true if the names of the files name labels, as in KDEF; then folders do only if they name expressions
 * @returns the levels; the label is -1 if no level names labels
 * @throws OPTION_INVALID if the levels can be read in two ways
 */
export function findLayout(
  source: string,
  folders: readonly (readonly string[])[],
  wanted: 'auto' | readonly string[],
  inFiles: boolean,
): FolderLayout {
  const levels = collectLevels(folders);
  const split = findSplitLevel(source, levels);
  const others = levels.filter(({ index, names }) => index !== split && ![...names.keys()].every(isFiller));
  if (inFiles && !others.some((level) => namesLabels(level, wanted))) return { split, label: -1, group: -1 };
  const label = findLabelLevel(source, levels, others, split, wanted);
  const rest = others.filter(({ index }) => index !== label);
  const group =
    rest.find(namesPersons) ??
    rest.find(({ names }) => names.size > 1 && ![...names.keys()].every((name) => isCondition(name) || isFiller(name)));
  return { split, label, group: label < 0 ? -1 : (group?.index ?? -1) };
}

const namesPersons = ({ names }: Level): boolean => [...names.keys()].every(isPersonNumber);

/** True for sessions of a person: numbers that say nothing by themselves. */
const namesNumbers = ({ names }: Level): boolean => [...names.keys()].every((name) => /^\d+$/.test(name));

/** The levels that the option `layout` names. */
export function parseLayout(layout: string): FolderLayout {
  const levels = layout.split('/');
  return { split: levels.indexOf('split'), label: levels.indexOf('label'), group: levels.indexOf('group') };
}

function collectLevels(folders: readonly (readonly string[])[]): readonly Level[] {
  const nested = folders.filter((path) => path.length > 0);
  const depth = nested.reduce((most, path) => Math.max(most, path.length), 0);
  return Array.from({ length: depth }, (_, index) => {
    const names = new Map<string, string>();
    let count = 0;
    for (const path of nested) {
      const name = path[index];
      if (name === undefined) continue;
      count += 1;
      if (!names.has(name)) names.set(name, path[index - 1] ?? '');
    }
    return { index, names, isComplete: count === nested.length };
  });
}

/** The first level whose names are all splits, by preference with several of them. */
function findSplitLevel(source: string, levels: readonly Level[]): number {
  const isSplit = (name: string): boolean => findSplit(name) >= 0;
  const all = levels.filter(({ names }) => [...names.keys()].every(isSplit));
  const found = all.find(({ names }) => names.size > 1) ?? all[0];
  if (found !== undefined) return found.index;
  const mixed = levels.find(({ names }) => [...names.keys()].some(isSplit));
  if (mixed === undefined) return -1;
  const names = [...mixed.names.keys()];
  const depth = mixed.index + 1;
  throw optionInvalid(
    'layout',
    `folders of "${source}" that all name splits on level ${depth}, or none`,
    `${listNames(names.filter(isSplit))} beside ${listNames(names.filter((name) => !isSplit(name)))}`,
    `Move the others elsewhere, or set "layout" to "${'*/'.repeat(mixed.index)}label" if all of them are labels.`,
  );
}

function findLabelLevel(
  source: string,
  levels: readonly Level[],
  others: readonly Level[],
  split: number,
  wanted: 'auto' | readonly string[],
): number {
  const named = others.filter((level) => namesLabels(level, wanted));
  if (named.length === 1) return named[0]!.index;
  const complete = (named.length > 1 ? named : others).filter(({ isComplete }) => isComplete);
  const several = complete.filter(({ names }) => names.size > 1);
  if (named.length > 1) {
    if (several.length > 1) throw readTwice(source, levels, several, split);
    return (several[0] ?? complete.at(-1) ?? named.at(-1)!).index;
  }
  // Numbers beside persons may be their sessions. Where the option names labels, they may be those.
  const hasPersons = others.some(namesPersons);
  const mayName = (level: Level): boolean =>
    !namesPersons(level) && !(hasPersons && wanted === 'auto' && namesNumbers(level));
  const candidates = several.filter(mayName);
  if (candidates.length > 1) throw readTwice(source, levels, candidates, split);
  return (candidates[0] ?? complete.findLast(mayName))?.index ?? -1;
}

/** Composes the error about levels that can be read in two ways. */
function readTwice(source: string, levels: readonly Level[], candidates: readonly Level[], split: number): Error {
  const readings = candidates.map((candidate) => {
    const group = candidates.find((other) => other !== candidate);
    const names = levels.map(({ index }) => {
      if (index === split) return 'split';
      return index === candidate.index ? 'label' : index === group?.index ? 'group' : '*';
    });
    const last = names.findLastIndex((name) => name !== '*');
    return { layout: names.slice(0, last + 1).join('/'), labels: listNames([...candidate.names.keys()]) };
  });
  const received = readings.map(({ labels }) => `the labels ${labels}`).join(', or ');
  const next = readings.map(({ layout, labels }) => `"${layout}" for the labels ${labels}`).join(', or to ');
  return optionInvalid(
    'layout',
    `folders of "${source}" that can be read in one way, such as label/file, split/label/file or label/person/file`,
    received,
    `Set "layout" to ${next}.`,
  );
}

/** The first few names, sorted. */
function listNames(names: readonly string[]): string {
  const shown = names.slice().sort().slice(0, 5).join(', ');
  return names.length > 5 ? `${shown}, … (${names.length})` : shown;
}
