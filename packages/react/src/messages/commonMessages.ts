/** Texts that several components share. */
export interface CommonMessages {
  /**
   * Language of numbers as a BCP 47 tag. It does not follow the visitor's, so that server and browser render the same.
   * @default 'en'
   */
  readonly locale: string;
  /**
   * Direction of the texts. `ltr` and `rtl` set `dir` of each figure, and its `lang` to `locale`; `inherit` leaves both to the page.
   * @default 'inherit'
   */
  readonly direction: 'ltr' | 'rtl' | 'inherit';
  /** Displayed name of a label. @default the label itself */
  readonly label: (label: string) => string;
  readonly face: (number: string) => string;
  readonly uncertain: string;
}

/** English {@link CommonMessages}. */
export const commonMessages: CommonMessages = {
  locale: 'en',
  direction: 'inherit',
  label: (label) => label,
  face: (number) => `Face ${number}`,
  uncertain: 'Uncertain',
};

/** Merges groups of texts. It is a function, because bundlers drop an unused call marked as pure but keep an unused spread. */
export function joinMessages<Groups extends readonly object[]>(...groups: Groups): UnionToIntersection<Groups[number]> {
  return Object.assign({}, ...groups) as UnionToIntersection<Groups[number]>;
}

type UnionToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
