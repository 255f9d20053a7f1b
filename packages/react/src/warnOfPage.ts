let hasWarned = false;

/** Tells developers, once, that work runs on the page's own thread because ferkit's worker could not start. */
export function warnOfPage(subject: string, error: Error): void {
  if (hasWarned || isProduction()) return;
  hasWarned = true;
  console.warn(
    `@ferkit/react: ${subject} runs on the page's own thread, which it blocks while it computes, because ferkit's worker ` +
      `cannot start. Pass worker={false} if that is intended. ${error.message}`,
  );
}

/** Bundlers put the value in place of the expression; pages without one have no `process`. */
function isProduction(): boolean {
  try {
    return process.env.NODE_ENV === 'production';
  } catch {
    return false;
  }
}
