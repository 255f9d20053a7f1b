/** The three parts of a dataset: FER2013's Training, PublicTest and PrivateTest. */
export type Split = 'train' | 'validation' | 'test';

/** The splits in the order of their numbers in `splitIndices`. */
export const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];
