import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { ImageInput } from '../../index';
import { describeContent } from '../../textContent';

/** An image to classify, before it is read. */
export interface InputImage {
  /** Its name in results: a path or URL; for a member of an archive, the archive's followed by the member's. */
  readonly name: string;
  /**
   * Reads the image. Call it before asking for the next one: an archive is read once, from start to end.
   * @throws SOURCE_UNREADABLE
   */
  readonly open: () => Promise<ImageInput>;
}

/** Images, found one by one as they are asked for. */
export type InputImages = AsyncGenerator<InputImage, void, undefined>;

/** An image that the classifier reads by its path or URL. Results name a data: URL, which is the image itself, by its hash. */
export const namedImage = (address: string): InputImage => ({
  name: isContent(address) ? `data:${createHash('sha256').update(address).digest('hex').slice(0, 16)}` : address,
  open: () => Promise.resolve(address),
});

/** True for text that is an image itself and no name: a data: URL, or base64 text, which is refused. */
const isContent = (text: string): boolean => describeContent(text) !== undefined;

/** An image that cannot be read. */
export const missingImage = (name: string, error: Error): InputImage => ({ name, open: () => Promise.reject(error) });

/** True for files that operating systems and archivers leave in folders, which nobody misses. */
export const isClutter = (name: string): boolean =>
  /(^|[\\/])(\._[^\\/]*|\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX[\\/].*)$/i.test(name);

/** Files in folders and archives that are no images: they are counted, and the first of them named. */
export class OtherFiles {
  readonly #first: string[] = [];
  readonly #own: string | undefined;
  #count = 0;

  /** @param own - the file of the results, which is none of the others, nor are those beside it */
  constructor(own?: string) {
    this.#own = own === undefined ? undefined : resolve(own);
  }

  get count(): number {
    return this.#count;
  }

  get first(): readonly string[] {
    return this.#first;
  }

  add(name: string): void {
    if (isClutter(name) || (this.#own !== undefined && resolve(name).startsWith(this.#own))) return;
    this.#count++;
    if (this.#first.length < 3) this.#first.push(name);
  }
}
