import { isFerError } from '@ferkit/core/datasets';
import type { FuzzTarget } from './FuzzTarget';

/** Processor time that an input may take, in milliseconds. The clock of the wall would judge the machine. */
const TIME_BOUND = 2000;

/** How an input ended. */
export interface Verdict {
  /** `result`, or the code of the error. */
  readonly outcome: string;
  readonly milliseconds: number;
  /** What ferkit promises and did not keep. */
  readonly broken?: string;
}

const nativeNames = (): string =>
  [Object, Array, Function, String, Number, Uint8Array]
    .map(({ prototype }) => Object.getOwnPropertyNames(prototype).join())
    .join(';');
const clean = nativeNames();

/** Errors that nobody waited for. */
const loose: unknown[] = [];
process.on('unhandledRejection', (error) => loose.push(error));
process.on('uncaughtException', (error) => loose.push(error));

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * Gives one input to a target and looks at what it left.
 * @param countTensors - undefined where the target has none
 */
export async function judgeInput<Input>(
  target: FuzzTarget<Input>,
  input: Input,
  countTensors: (() => number) | undefined,
): Promise<Verdict> {
  const tensors = countTensors?.();
  const before = process.cpuUsage();
  let outcome = 'result';
  let broken: string | undefined;
  try {
    await target.run(input);
  } catch (error) {
    if (isFerError(error)) outcome = error.code;
    else if (error instanceof Error && error.name === 'UsageError') outcome = 'UsageError';
    else broken = describe(error);
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  if (loose.length > 0) broken ??= `nobody waited for: ${loose.splice(0).map(describe).join('; ')}`;
  if (nativeNames() !== clean) broken ??= 'a native prototype was changed';
  if (milliseconds > TIME_BOUND) broken ??= `it took ${milliseconds.toFixed(0)} ms`;
  if (countTensors !== undefined && countTensors() !== tensors) {
    broken ??= `${countTensors() - tensors!} tensors were left (${outcome})`;
  }
  return { outcome, milliseconds, ...(broken === undefined ? {} : { broken }) };
}
