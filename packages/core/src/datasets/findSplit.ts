import { SPLITS, type Split } from './splits';

/** How datasets call their splits, in lower case: FER2013's Usage column, and the usual names of folders. */
const NAMES: Readonly<Record<Split, readonly string[]>> = {
  train: ['train', 'training'],
  validation: ['validation', 'valid', 'val', 'dev', 'publictest'],
  test: ['test', 'testing', 'privatetest'],
};

/** Finds the number of a split by any of its usual names, in upper or lower case; -1 where the name is none. */
export function findSplit(name: string): number {
  const lower = name.trim().toLowerCase();
  return SPLITS.findIndex((split) => NAMES[split].includes(lower));
}
