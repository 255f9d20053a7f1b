/** The words that several components share. */
export interface CommonMessages {
  /**
   * Language of numbers, as a BCP 47 tag. It is fixed rather than the visitor's, so that server and browser write alike.
   * @default 'en'
   */
  readonly locale: string;
  /** What a label of the data is called on screen. @default the label itself */
  readonly label: (label: string) => string;
  readonly dataTable: string;
  readonly noData: string;
  readonly truth: string;
  readonly predicted: string;
  readonly total: string;
  readonly samples: string;
  readonly accuracy: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  readonly support: string;
  readonly labelColumn: string;
  readonly face: (number: string) => string;
  readonly uncertain: string;
}

/** The words of {@link CommonMessages} in English. */
export const commonMessages: CommonMessages = {
  locale: 'en',
  label: (label) => label,
  dataTable: 'Show as table',
  noData: 'No data',
  truth: 'True label',
  predicted: 'Predicted label',
  total: 'Total',
  samples: 'Samples',
  accuracy: 'Accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  support: 'Support',
  labelColumn: 'Label',
  face: (number) => `Face ${number}`,
  uncertain: 'Uncertain',
};

/** Several groups of words as one. A call, since bundlers leave out calls whose result nobody uses, but no spread. */
export function joinMessages<Groups extends readonly object[]>(...groups: Groups): UnionToIntersection<Groups[number]> {
  return Object.assign({}, ...groups) as UnionToIntersection<Groups[number]>;
}

type UnionToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
