/** The first line of what a caught value says; tfjs and Emscripten also throw plain objects. */
export function messageOf(error: unknown): string {
  const text =
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
  return text.split('\n', 1)[0]!.trim();
}
