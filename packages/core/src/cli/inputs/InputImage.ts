import type { ImageInput } from '../../index';

/** An image that somebody wants classified, before it is read. */
export interface InputImage {
  /** What results call it: its path or URL; of a member of an archive, the archive's with the member's behind it. */
  readonly name: string;
  /**
   * What to classify. To be asked for before the next image is: an archive is read once, from its start to its end.
   * @throws SOURCE_UNREADABLE
   */
  readonly open: () => Promise<ImageInput>;
}

/** Images, each looked for when it is asked for. */
export type InputImages = AsyncGenerator<InputImage, void, undefined>;

/** An image that is read from where its name says, when it is classified. */
export const namedImage = (name: string): InputImage => ({ name, open: () => Promise.resolve(name) });

/** What stands in the place of an image that cannot be had. */
export const missingImage = (name: string, error: Error): InputImage => ({ name, open: () => Promise.reject(error) });

/** Whether a name is one of a PNG, JPEG or WebP, which is all that is known of a file before it is opened. */
export const isImageName = (name: string): boolean => /\.(png|jpe?g|webp)$/i.test(name);
