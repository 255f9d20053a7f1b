import type { Outcome } from '../classifyInputs';

/** What came of an image as a line of JSON. */
export function resultLine(outcome: Outcome, top: number | undefined): string {
  const { name: file } = outcome;
  if ('faces' in outcome) {
    return JSON.stringify({
      file,
      faces: outcome.faces.map((face) => ({ ...face, scores: face.scores.slice(0, top) })),
    });
  }
  const { code, message } = outcome.error;
  return JSON.stringify({ file, error: { code, message } });
}

/** How the line of an image starts, whatever came of it: comparing it costs less than parsing the line. */
export const startOfLine = (name: string): string => `{"file":${JSON.stringify(name)},`;

/** Whether a line that starts so tells that the image could not be read. */
export const describesFailure = (line: string, name: string): boolean =>
  line.startsWith('"error"', startOfLine(name).length);

/** The image that a line is about; undefined where it is no such line. */
export function nameOfLine(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { readonly file?: string }).file;
  } catch {
    return undefined;
  }
}
