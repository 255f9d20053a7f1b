/**
 * The shortest text that tells why a system call or fetch failed: its errno code ("ENOSPC"), else its message. `fetch`
 * hides the code one level down, in `cause`.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  for (const candidate of [error, error.cause]) {
    if (candidate instanceof Error && 'code' in candidate && typeof candidate.code === 'string') return candidate.code;
  }
  return error.message === '' ? error.name : error.message;
}
