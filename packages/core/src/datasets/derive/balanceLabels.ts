import { createRandom, permutation } from '../../random';
import type { DatasetColumns } from '../DatasetColumns';
import { checkSeed, optionInvalid } from '../optionInvalid';
import { groupSamples, selectSamples } from './selectSamples';

/** Options of {@link Dataset.balance}. */
export interface BalanceOptions {
  /**
   * Seed of the choice.
   * @default 0
   */
  readonly seed: number;
  /**
   * `oversample` repeats samples until every label has as many as the most frequent one; `undersample` leaves samples
   * out until every label has as many as the rarest one.
   * @default 'oversample'
   */
  readonly strategy: 'oversample' | 'undersample';
}

/** The defaults of {@link BalanceOptions}. */
export const balanceDefaults: BalanceOptions = { seed: 0, strategy: 'oversample' };

/** Implements {@link Dataset.balance}. */
export function balanceLabels(columns: DatasetColumns, options: Partial<BalanceOptions>): DatasetColumns {
  const { seed, strategy } = { ...balanceDefaults, ...options };
  checkSeed(seed);
  if (!['oversample', 'undersample'].includes(strategy)) {
    throw optionInvalid('strategy', '"oversample" or "undersample"', strategy);
  }
  const groups = groupSamples(columns);
  const chosen = groups.flatMap(({ label, split, positions }) => {
    const counts = groups.filter((group) => group.split === split).map((group) => group.positions.length);
    const wanted = strategy === 'oversample' ? Math.max(...counts) : Math.min(...counts);
    const random = createRandom(seed, split, label);
    // Each round is a whole permutation, so no sample is repeated twice more often than another.
    const picked: number[] = [];
    const whole = strategy === 'oversample' ? positions : [];
    while (whole.length + picked.length < wanted) {
      const missing = wanted - whole.length - picked.length;
      picked.push(...permutation(positions.length, random).subarray(0, missing));
    }
    return [...whole, ...picked.map((at) => positions[at]!)];
  });
  return selectSamples(
    columns,
    chosen.sort((one, other) => one - other),
  );
}
