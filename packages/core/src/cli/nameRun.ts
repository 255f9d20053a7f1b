/** A folder for a run that starts now: runs/fer-cnn-2026-11-23-140509. */
export function nameRun(kind: string): string {
  const now = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return `runs/${kind}-${now}`;
}
