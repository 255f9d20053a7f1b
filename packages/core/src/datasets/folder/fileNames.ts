import { stemOf } from '../../imagePaths';
import { AFFECT_NET, EXP_W, type LabelNumbering, RAF_DB } from '../list/LabelNumbering';
import { CODES } from './FolderLayout';

/** The facts in the name of an image file. */
export interface NamedFacts {
  readonly label?: string | undefined;
  readonly group?: string | undefined;
}

/** A data set that names its files after person and expression. */
interface NamePattern {
  readonly pattern: RegExp;
  readonly read: (match: readonly (string | undefined)[]) => NamedFacts;
}

const LETTERS: Readonly<Record<string, string>> = {
  a: 'angry',
  d: 'disgust',
  f: 'fear',
  h: 'happy',
  n: 'neutral',
  s: 'sad',
};

const codeOf = (code: string | undefined): string | undefined => CODES[(code ?? '').toUpperCase()];

const PATTERNS: readonly NamePattern[] = [
  // JAFFE: KA.AN1.39, person KA. Source: M. J. Lyons et al., "Coding Facial Expressions with Gabor Wavelets" (1998).
  {
    pattern: /^([A-Z]{2})[._-](AN|DI|FE|HA|NE|SA|SU)\d*[._-]\d+$/i,
    read: ([, group, code]) => ({ group: group?.toUpperCase(), label: codeOf(code) }),
  },
  // KDEF: AF01ANS, session A, woman 01, angry, straight. Source: D. Lundqvist et al., "The Karolinska Directed Emotional Faces" (1998).
  {
    pattern: /^[AB]([FM]\d{2})(AF|AN|DI|HA|NE|SA|SU)(?:S|HL|HR|FL|FR)$/i,
    read: ([, group, code]) => ({ group: group?.toUpperCase(), label: codeOf(code) }),
  },
  // RaFD: Rafd090_01_Caucasian_female_angry_frontal. Source: O. Langner et al., "Presentation and validation of the Radboud Faces
  // Database" (2010).
  {
    pattern: /^Rafd\d{3}_(\d{2})_[^_]+_(?:fe)?male_([a-z]+)_(?:left|right|frontal)$/i,
    read: ([, group, label]) => ({ group, label }),
  },
  // FACES: 066_y_m_a_a, person 066, young, male, angry. Source: N. C. Ebner et al., "FACES" (2010).
  {
    pattern: /^(\d{3})_[yom]_[fm]_([adfhns])_[ab]$/i,
    read: ([, group, letter]) => ({ group, label: LETTERS[(letter ?? '').toLowerCase()] }),
  },
  // CK+: S010_004_00000017, person S010. Source: P. Lucey et al., "The Extended Cohn-Kanade Dataset" (2010).
  { pattern: /^(S\d{3})_\d{3}_\d{8}$/i, read: ([, group]) => ({ group: group?.toUpperCase() }) },
];

/** Data sets with folders named by numbers, told by the names of their files: the numbers alone may mean anything. */
const NUMBERED: readonly (readonly [pattern: RegExp, numbering: LabelNumbering])[] = [
  [/^(?:train|test)_\d{4,5}(?:_aligned)?$/i, RAF_DB],
  [/^image\d{7}$/i, AFFECT_NET],
  [/^(?:Training|PublicTest|PrivateTest)_\d+$/i, { ...EXP_W, name: 'FER2013' }],
];

/** The labels of folders that are named by numbers, in data sets that the names of the files tell; undefined for others. */
export function findNumbering(paths: readonly string[], folders: ReadonlySet<string>): LabelNumbering | undefined {
  if (folders.size < 2 || ![...folders].every((name) => /^\d$/.test(name))) return undefined;
  const stems = paths.map(stemOf);
  const found = NUMBERED.find(([pattern]) => stems.every((stem) => pattern.test(stem)))?.[1];
  return found !== undefined && [...folders].every((name) => Object.hasOwn(found.labels, name)) ? found : undefined;
}

/**
 * Reads person and expression from the names of files, where all of them are named as in a known data set.
 * @param paths - the files, with folders and extension
 * @returns the facts of each file; undefined if the names follow no pattern
 */
export function readFileNames(paths: readonly string[]): readonly NamedFacts[] | undefined {
  const stems = paths.map(stemOf);
  for (const { pattern, read } of PATTERNS) {
    const matches = stems.map((stem) => pattern.exec(stem));
    if (stems.length > 0 && matches.every((match) => match !== null)) return matches.map((match) => read(match));
  }
  return undefined;
}
