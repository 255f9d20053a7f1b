import { CONTEMPT } from '../findExpression';
import { EXPRESSIONS } from '../../labels';

/** The labels of a known data set by their numbers. */
export interface LabelNumbering {
  /** The data set, for reports. */
  readonly name: string;
  readonly labels: Readonly<Record<number, string>>;
  /** Numbers of images without a label, with the reason. */
  readonly without?: Readonly<Record<number, { readonly kind: 'unlabeled' | 'no-face'; readonly reason: string }>>;
}

/**
 * RAF-DB's basic expressions.
 *
 * Source: S. Li, W. Deng, J. Du, "Reliable Crowdsourcing and Deep Locality-Preserving Learning for Expression Recognition in the Wild"
 * (2017), the readme of the data.
 */
export const RAF_DB: LabelNumbering = {
  name: 'RAF-DB',
  labels: { 1: 'surprise', 2: 'fear', 3: 'disgust', 4: 'happy', 5: 'sad', 6: 'angry', 7: 'neutral' },
};

/**
 * AffectNet's expressions.
 *
 * Source: A. Mollahosseini, B. Hasani, M. H. Mahoor, "AffectNet: A Database for Facial Expression, Valence, and Arousal Computing in the
 * Wild" (2017), https://arxiv.org/abs/1708.03985.
 */
export const AFFECT_NET: LabelNumbering = {
  name: 'AffectNet',
  labels: { 0: 'neutral', 1: 'happy', 2: 'sad', 3: 'surprise', 4: 'fear', 5: 'disgust', 6: 'angry', 7: CONTEMPT },
  without: {
    8: { kind: 'unlabeled', reason: 'It has the number 8, none of the expressions.' },
    9: { kind: 'unlabeled', reason: 'It has the number 9, an uncertain expression.' },
    10: { kind: 'no-face', reason: 'It has the number 10, no face.' },
  },
};

/** The numbers of ExpW are those of FER2013. */
export const EXP_W: LabelNumbering = { name: 'ExpW', labels: Object.fromEntries(EXPRESSIONS.entries()) };

/** The numbering in words: `RAF-DB: 1 surprise, 2 fear, ...`. */
export function describeNumbering({ name, labels }: LabelNumbering): string {
  const pairs = Object.entries(labels).map(([number, label]) => `${number} ${label}`);
  return `${name}: ${pairs.join(', ')}`;
}
