import { platform } from '#platform';
import { type FileHandle, open } from 'node:fs/promises';
import { FerError } from '../../index';
import type { Outcome } from '../classifyInputs';
import type { InputImages } from '../inputs/InputImage';
import { checkFacts, resultsIncompatible, type RunFacts, writeFacts } from './RunFacts';

const LINE_BREAK = 0x0a;

/** Numbers of images in a results file. */
interface Progress {
  readonly images: number;
  /** Unreadable images among them. */
  readonly failed: number;
}

/**
 * A file with one line of JSON for each image, in their order. A run that is killed at any moment can resume it. The file is
 * locked while it is open.
 */
export class ResultsFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #unlock: () => Promise<void>;
  /** Bytes of the complete lines. */
  #size = 0;

  private constructor(path: string, file: FileHandle, unlock: () => Promise<void>) {
    this.path = path;
    this.#file = file;
    this.#unlock = unlock;
  }

  /**
   * Opens a results file, or creates it.
   * @throws STORAGE_BUSY if another process has it; RESULTS_INCOMPATIBLE if another command line wrote it;
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
   * Skips the inputs that have a line already, and truncates an incomplete last line. File and inputs are read side by side,
   * in constant memory.
   * @throws RESULTS_INCOMPATIBLE if a line is not about the input at its position
   */
  async skipFinished(inputs: InputImages, signal: AbortSignal): Promise<Progress> {
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
   * Appends lines. They are on disk when it resolves.
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

  /** Reads the complete lines, and counts their bytes. */
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

/** An outcome as a line of JSON. */
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

/** The start of the line of an image; comparing it is faster than parsing the line. */
const startOfLine = (name: string): string => `{"file":${JSON.stringify(name)},`;

/** True if the line of an image is about an error. */
const describesFailure = (line: string, name: string): boolean => line.startsWith('"error"', startOfLine(name).length);

/** The image of a line; undefined for another line. */
function nameOfLine(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { readonly file?: string }).file;
  } catch {
    return undefined;
  }
}
