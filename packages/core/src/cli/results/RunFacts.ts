import { readFile } from 'node:fs/promises';
import { platform } from '#platform';
import { type FaceOrder, FerError } from '../../index';

/** The settings of a results file besides its inputs; a resumed run must have the same. */
export interface RunFacts {
  /** The fingerprint of the model. */
  readonly model: string;
  readonly shard: string;
  readonly threshold: number;
  /** Labels for each face; null is all. */
  readonly top: number | null;
  /** True if each image is one face. */
  readonly whole: boolean;
  /** The order of the faces of an image; a file of an earlier version has none. */
  readonly order: FaceOrder;
}

/** The settings as parts of a command line, for messages. */
const describe: { readonly [Field in keyof RunFacts]: (value: RunFacts[Field]) => string } = {
  model: (hash) => `a model with the fingerprint ${hash}`,
  shard: (shard) => `--shard ${shard}`,
  threshold: (score) => `--threshold ${score}`,
  top: (count) => (count === null ? 'no --top' : `--top ${count}`),
  order: (order: FaceOrder | undefined) => (order === undefined ? 'no --order' : `--order ${order}`),
  whole: (isWhole) => (isWhole ? '--whole' : 'no --whole'),
};

/** The file of the facts, beside the results. */
export const factsPath = (results: string): string => `${results}.run.json`;

/** Writes the facts, before the first result. */
export async function writeFacts(results: string, facts: object): Promise<void> {
  await platform.writeFile(factsPath(results), new TextEncoder().encode(`${JSON.stringify(facts, undefined, 2)}\n`));
}

/**
 * Checks that the same command line wrote the existing results.
 * @throws RESULTS_INCOMPATIBLE
 */
export async function checkFacts(results: string, facts: RunFacts): Promise<void> {
  const written = await readFacts(results);
  const fields = Object.keys(describe) as (keyof RunFacts)[];
  const field = fields.find((name) => written[name] !== facts[name]);
  if (field === undefined) return;
  const describeValue = describe[field] as (value: unknown) => string;
  throw resultsIncompatible(results, field, describeValue(written[field]), describeValue(facts[field]));
}

/**
 * Reads the facts of existing results.
 * @throws RESULTS_INCOMPATIBLE
 */
export async function readFacts(results: string): Promise<Partial<RunFacts>> {
  try {
    return JSON.parse(await readFile(factsPath(results), 'utf8')) as Partial<RunFacts>;
  } catch (error) {
    throw resultsIncompatible(results, 'run', factsPath(results), (error as Error).message, { cause: error });
  }
}

/** The error for results that belong to another run. */
export function resultsIncompatible(
  target: string,
  field: string,
  expected: string,
  received: string,
  options?: ErrorOptions,
): FerError<'RESULTS_INCOMPATIBLE'> {
  return new FerError(
    'RESULTS_INCOMPATIBLE',
    {
      target,
      field,
      failed: `Cannot resume the results in "${target}", which belong to another run`,
      expected,
      received,
      next: 'Choose another --out, or remove that file to start anew.',
    },
    options,
  );
}
