import { isFerError } from '@ferkit/core/datasets';
import type { FuzzTarget } from './FuzzTarget';

/** Maximum processor time of an input, in milliseconds. Wall-clock time would depend on the machine's load. */
const TIME_BOUND = 2000;

/** The outcome of an input. */
export interface Verdict {
  /** `result`, or the error code. */
  readonly outcome: string;
  readonly milliseconds: number;
  /** The violated invariant. */
  readonly broken?: string;
}

const nativeNames = (): string =>
  [Object, Array, Function, String, Number, Uint8Array]
    .map(({ prototype }) => Object.getOwnPropertyNames(prototype).join())
    .join(';');
const clean = nativeNames();

/** Unhandled rejections and uncaught exceptions. */
const unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(error));
process.on('uncaughtException', (error) => unhandled.push(error));

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * Runs a target on one input and checks time, leaked tensors, prototypes and unhandled errors.
 * @param countTensors - undefined if the target creates no tensors
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
  if (unhandled.length > 0) broken ??= `unhandled: ${unhandled.splice(0).map(describe).join('; ')}`;
  if (nativeNames() !== clean) broken ??= 'a native prototype was changed';
  if (milliseconds > TIME_BOUND) broken ??= `it took ${milliseconds.toFixed(0)} ms`;
  if (countTensors !== undefined && countTensors() !== tensors) {
    broken ??= `${countTensors() - tensors!} tensors were left (${outcome})`;
  }
  return { outcome, milliseconds, ...(broken === undefined ? {} : { broken }) };
}
