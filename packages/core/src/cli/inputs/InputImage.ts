import type { ImageInput } from '../../index';

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

/** An image that the classifier reads by its name. */
export const namedImage = (name: string): InputImage => ({ name, open: () => Promise.resolve(name) });

/** An image that cannot be read. */
export const missingImage = (name: string, error: Error): InputImage => ({ name, open: () => Promise.reject(error) });

/** True if the name is that of a PNG, JPEG or WebP. */
export const isImageName = (name: string): boolean => /\.(png|jpe?g|webp)$/i.test(name);
