import { FerError } from './errors';

/** Composes the error about a chunk whose `import()` failed: the error of the `import()` decides what went wrong. */
export function importFailure(part: string, cause: unknown, next: string | undefined): FerError {
  const missing = missingPackageOf(cause);
  if (missing !== undefined) {
    const install = `npm install ${missing}`;
    const failed = `The ${part} needs the package ${missing}, which is not installed`;
    return new FerError('PEER_MISSING', { failed, next: `Run: ${install}`, package: missing, install }, { cause });
  }
  const isMissing = isMissingModule(cause);
  // A system call that failed, such as one with too many open files, is no fault of the chunk's code.
  const failed = `${isMissing || isOfSystem(cause) ? 'Cannot load' : 'Cannot run'} the ${part}, a separate chunk of the package`;
  const advice = isMissing ? { next: next ?? advise(cause) } : {};
  return new FerError(
    'SOURCE_UNREADABLE',
    { source: part, isOwnPart: true, failed, received: nameAndMessage(cause), ...advice },
    { cause },
  );
}

/** Runtimes of servers name the file that they look for; browsers and their bundlers name an address, or nothing. */
const advise = (cause: unknown): string =>
  FILE_MISSING.test((cause as Error).message)
    ? "Deploy all files of @ferkit/core or of the bundler's output together, or install the package again."
    : "Serve all files of the bundler's output.";

/** The messages of Node, Deno, Bun and bundlers for servers about a file or package that they do not find. */
const FILE_MISSING = /cannot find (package|module)|could not find (package|a matching package|npm package)/i;

/** The messages of browsers and their bundlers about a module that they do not find. Any other error was thrown by its code. */
const MISSING =
  /fetch dynamically imported module|error loading dynamically imported|importing a module script failed|loading (css )?chunk|failed to (resolve|load)|could(n't| not) resolve|bare specifier/i;

const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

/** True if an `import()` failed because a module could not be found or fetched, false if the module itself threw. */
const isMissingModule = (error: unknown): error is Error =>
  error instanceof Error &&
  !isOfSystem(error) &&
  (error.name === 'ChunkLoadError' || MISSING.test(error.message) || FILE_MISSING.test(error.message));

/**
 * The package that an `import()` did not find; undefined if it missed a file, or failed in another way. Only the error tells: the package
 * may be there and miss a package or file of its own.
 */
export function missingPackageOf(error: unknown): string | undefined {
  if (!isMissingModule(error)) return undefined;
  const specifier = /["'“`]([^"'”`]+)["'”`]/.exec(error.message)?.[1] ?? '';
  return /^(@[\w.~-]+\/)?[\w~-][\w.~-]*(?=\/|$)/.exec(specifier)?.[0];
}

/** The name and the first line of the message of a caught value. */
export function nameAndMessage(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.split('\n', 1)[0]!.trim();
}
