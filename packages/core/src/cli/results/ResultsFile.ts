import { platform } from '#platform';
import { type FileHandle, open } from 'node:fs/promises';
import { FerError } from '../../index';
import type { Outcome } from '../classifyInputs';
import type { InputImages } from '../inputs/InputImage';
import { checkFacts, resultsIncompatible, type RunFacts, writeFacts } from './RunFacts';

const LINE_BREAK = 0x0a;

/** How far a file of results had come. */
interface Progress {
  readonly images: number;
  /** How many of them could not be read. */
  readonly failed: number;
}

/**
 * A file with one line of JSON an image, in the order of the images, which a process that was killed at any moment leaves fit
 * to be gone on with. Nobody else can write it meanwhile.
 */
export class ResultsFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #unlock: () => Promise<void>;
  /** Of the whole lines, in bytes. */
  #size = 0;

  private constructor(path: string, file: FileHandle, unlock: () => Promise<void>) {
    this.path = path;
    this.#file = file;
    this.#unlock = unlock;
  }

  /**
   * Opens a file of results, a new one where there is none.
   * @throws STORAGE_BUSY where another process writes it; RESULTS_INCOMPATIBLE where it came of another command line;
   *   STORAGE_FAILED
   */
  static async open(path: string, facts: RunFacts): Promise<ResultsFile> {
    const unlock = await platform.lock(path);
    try {
      const file = await open(path, 'a+').catch((error: unknown) => {
        throw writeFailed(path, error);
      });
      try {
        const isNew = (await file.stat()).size === 0;
        await (isNew ? writeFacts(path, facts) : checkFacts(path, facts));
        return new ResultsFile(path, file, unlock);
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /**
   * Takes from the inputs those that have their line already, and cuts off what a killed process left of its last line. Both
   * are read side by side, so nothing is kept of either.
   * @throws RESULTS_INCOMPATIBLE where a line is not about the input at its place
   */
  async passDone(inputs: InputImages, signal: AbortSignal): Promise<Progress> {
    let [images, failed] = [0, 0];
    for await (const line of this.#lines()) {
      signal.throwIfAborted();
      images++;
      const next = await inputs.next();
      if (next.done === true) throw this.#otherInputs(images, `no more than ${images - 1} images`, line);
      const { name } = next.value;
      if (!line.startsWith(startOfLine(name))) throw this.#otherInputs(images, `"${name}" in line ${images}`, line);
      if (describesFailure(line, name)) failed++;
    }
    await this.#file.truncate(this.#size);
    return { images, failed };
  }

  /**
   * Adds whole lines. They are on the disk when it resolves.
   * @throws STORAGE_FAILED
   */
  async append(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    try {
      await this.#file.appendFile(bytes);
      await this.#file.datasync();
      this.#size += bytes.length;
    } catch (error) {
      await this.#file.truncate(this.#size).catch(() => undefined);
      throw writeFailed(this.path, error);
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
    await this.#unlock();
  }

  /** The whole lines from the start, counted in the size. */
  async *#lines(): AsyncGenerator<string> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of this.#file.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>) {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(LINE_BREAK); end !== -1; end = bytes.indexOf(LINE_BREAK)) {
        this.#size += end + 1;
        yield bytes.toString('utf8', 0, end);
        bytes = bytes.subarray(end + 1);
      }
      rest = bytes;
    }
  }

  #otherInputs(line: number, expected: string, text: string): FerError {
    return resultsIncompatible(this.path, 'inputs', expected, `a result for "${nameOfLine(text) ?? `line ${line}`}"`);
  }
}

function writeFailed(target: string, cause: unknown): FerError<'STORAGE_FAILED'> {
  const received = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new FerError('STORAGE_FAILED', { failed: `Cannot write "${target}"`, received, target }, { cause });
}

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
const startOfLine = (name: string): string => `{"file":${JSON.stringify(name)},`;

/** Whether a line that starts so tells that the image could not be read. */
const describesFailure = (line: string, name: string): boolean => line.startsWith('"error"', startOfLine(name).length);

/** The image that a line is about; undefined where it is no such line. */
function nameOfLine(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { readonly file?: string }).file;
  } catch {
    return undefined;
  }
}
