import { readFile } from 'node:fs/promises';
import { platform } from '#platform';
import { FerError } from '../../index';

/** What a file of results depends on besides its inputs. */
export interface RunFacts {
  /** The fingerprint of the model. */
  readonly model: string;
  readonly shard: string;
  readonly threshold: number;
  /** How many labels each face is given; null is all. */
  readonly top: number | null;
  /** Whether images are taken as one face each. */
  readonly whole: boolean;
}

/** How to say what a command line has to be. */
const describe: { readonly [Field in keyof RunFacts]: (value: RunFacts[Field]) => string } = {
  model: (hash) => `a model with the fingerprint ${hash}`,
  shard: (shard) => `--shard ${shard}`,
  threshold: (score) => `--threshold ${score}`,
  top: (count) => (count === null ? 'no --top' : `--top ${count}`),
  whole: (isWhole) => (isWhole ? '--whole' : 'no --whole'),
};

/** Where the facts of a file of results stand: beside it, so that each of its lines is a result. */
export const factsPath = (results: string): string => `${results}.run.json`;

/** Writes them down before there is a result. */
export async function writeFacts(results: string, facts: RunFacts): Promise<void> {
  await platform.writeFile(factsPath(results), new TextEncoder().encode(`${JSON.stringify(facts, undefined, 2)}\n`));
}

/**
 * Makes sure that results that are there already came of the same command line.
 * @throws RESULTS_INCOMPATIBLE
 */
export async function checkFacts(results: string, facts: RunFacts): Promise<void> {
  const written = await readFacts(results);
  const fields = Object.keys(describe) as (keyof RunFacts)[];
  const field = fields.find((name) => written[name] !== facts[name]);
  if (field === undefined) return;
  const tell = describe[field] as (value: unknown) => string;
  throw resultsIncompatible(results, field, tell(written[field]), tell(facts[field]));
}

async function readFacts(results: string): Promise<Partial<RunFacts>> {
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
      failed: `Cannot go on with the results in "${target}", which belong to another run`,
      expected,
      received,
      next: 'Choose another --out, or remove that file to start anew.',
    },
    options,
  );
}
