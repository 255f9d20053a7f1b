/** Joins arguments so that a POSIX shell takes them apart again in the same way. */
export function quoteCommand(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}
