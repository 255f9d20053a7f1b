import { backendProviders } from '#backends';
import { isRecord } from '../isRecord';
import { describeValue, integer, type Rule } from '../options';
import type { BackendProvider } from './BackendProvider';

const isPaths = (paths: unknown): boolean =>
  typeof paths === 'string' ||
  (isRecord(paths) && Object.values(paths).every((address) => typeof address === 'string'));

const threadsRule = integer({ from: 1, to: 64 });

const isWasmChoice = (choice: unknown): boolean =>
  isRecord(choice) &&
  choice.name === 'wasm' &&
  (choice.paths === undefined || isPaths(choice.paths)) &&
  (choice.threads === undefined || threadsRule.accepts(choice.threads)) &&
  Object.keys(choice).every((name) => name === 'name' || name === 'paths' || name === 'threads');

/** Accepts a choice among given backends. */
export function choiceRule(providers: readonly BackendProvider[]): Rule {
  const isOne = (choice: unknown): boolean =>
    isWasmChoice(choice) || providers.some((provider) => provider.name === choice);
  // A copy, because `every` and `find` skip the holes of an array.
  const listOf = (choice: unknown): readonly unknown[] => (Array.isArray(choice) ? Array.from(choice) : [choice]);
  return {
    expected: `"auto", any of ${providers.map(({ name }) => `"${name}"`).join(', ')}, a list of them, or { name: 'wasm', paths, threads }`,
    accepts: (choice) => choice === 'auto' || (listOf(choice).length > 0 && listOf(choice).every(isOne)),
    received: (choice) => {
      const wrong = listOf(choice).find((one) => !isOne(one));
      if (listOf(choice).length === 0) return 'an empty list';
      if (!isRecord(wrong)) return describeValue(wrong);
      const fields = Object.entries(wrong).map(([name, value]) => `${name}: ${describeValue(value)}`);
      return `{ ${fields.join(', ')} }`;
    },
  };
}

/** Accepts a choice among the backends of this platform. */
export const backendRule: Rule = {
  // Read late: a bundle may evaluate the list of backends after this file.
  get expected() {
    return choiceRule(backendProviders).expected;
  },
  accepts: (choice) => choiceRule(backendProviders).accepts(choice),
  received: (choice) => choiceRule(backendProviders).received!(choice),
};
