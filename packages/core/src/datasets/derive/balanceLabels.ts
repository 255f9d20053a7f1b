import { oneOf, defaultsOf, resolveOptions, withDefault, type OptionTable, seedRule } from '../../options';
import { createRandom, permutation } from '../../random';
import type { DatasetColumns } from '../DatasetColumns';
import { groupSamples, selectSamples } from './selectSamples';

/** Options of {@link Dataset.balance}. */
export interface BalanceOptions {
  /**
   * Seed of the random choice.
   * @default 0
   */
  readonly seed?: number;
  /**
   * `oversample` repeats samples until every label has as many as the most frequent one; `undersample` drops samples until
   * every label has as many as the rarest one.
   * @default 'oversample'
   */
  readonly strategy?: 'oversample' | 'undersample';
}

export const balanceTable: OptionTable<BalanceOptions, 'seed' | 'strategy'> = {
  seed: withDefault(0, seedRule),
  // Without the mark bundlers keep the call, and with it this file, also where nothing uses it.
  strategy: /* @__PURE__ */ withDefault('oversample', oneOf('oversample', 'undersample')),
};

/** The defaults of {@link BalanceOptions}. */
export const balanceDefaults: Required<BalanceOptions> = /* @__PURE__ */ defaultsOf(balanceTable);

/** Implements {@link Dataset.balance}. */
export function balanceLabels(columns: DatasetColumns, options: BalanceOptions): DatasetColumns {
  const { seed, strategy } = resolveOptions(options, balanceTable);
  const groups = groupSamples(columns);
  const chosen = groups.flatMap(({ label, split, positions }) => {
    const counts = groups.filter((group) => group.split === split).map((group) => group.positions.length);
    const wanted = strategy === 'oversample' ? Math.max(...counts) : Math.min(...counts);
    const random = createRandom(seed, split, label);
    // Each round draws from a new permutation of all samples, so that no sample is repeated twice more than another.
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
