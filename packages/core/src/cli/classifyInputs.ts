import {
  isFerError,
  type Classification,
  type Classifier,
  type ClassifyOptions,
  type FerError,
  type ImageInput,
} from '../index';
import type { InputImage, InputImages } from './inputs/InputImage';

/** Images that the network scores at once. */
const BATCH = 32;
/** Maximum bytes of the images of a batch. Only images from archives count: the classifier itself opens the others, by name. */
const BATCH_BYTES = 1 << 26;

/** The result for one image: its faces, or the error of reading it. */
export type Outcome = { readonly name: string; readonly image: ImageInput | undefined } & (
  { readonly faces: readonly Classification[] } | { readonly error: FerError }
);

interface OpenedImage {
  readonly name: string;
  readonly image?: ImageInput;
  readonly error?: FerError;
}

/** Classified images. */
export interface OutcomeBatch {
  readonly outcomes: readonly Outcome[];
  /** True if there is one image in all. */
  readonly isSingle: boolean;
}

/** Classifies images in their order, a batch at a time. An unreadable image is an outcome, and the others are classified. */
export async function* classifyInputs(
  classifier: Classifier,
  inputs: InputImages,
  options: ClassifyOptions,
): AsyncGenerator<OutcomeBatch, void, undefined> {
  for await (const { batch, isSingle } of openBatches(inputs)) {
    const images = batch.map(({ image }) => image).filter((image) => image !== undefined);
    const errors: FerError[] = [];
    const found = await classifier.classifyBatch(images, {
      ...options,
      onUnreadable: (error, index) => (errors[index] = error),
    });
    let next = 0;
    const outcomes = batch.map(({ name, image, error }): Outcome => {
      if (image === undefined) return { name, image, error: error! };
      const [faces, unreadable] = [found[next]!, errors[next++]];
      return unreadable === undefined ? { name, image, faces } : { name, image, error: unreadable };
    });
    yield { outcomes, isSingle };
  }
}

interface OpenedBatch {
  readonly batch: readonly OpenedImage[];
  readonly isSingle: boolean;
}

/** Opens images in batches, each image before the next is asked for. */
async function* openBatches(inputs: InputImages): AsyncGenerator<OpenedBatch> {
  let batch: OpenedImage[] = [];
  let bytes = 0;
  let isFirst = true;
  let next = await inputs.next();
  while (next.done !== true) {
    const opened = await openImage(next.value);
    batch.push(opened);
    bytes += opened.image instanceof Blob ? opened.image.size : 0;
    const isFull = batch.length >= BATCH || bytes >= BATCH_BYTES;
    // A large image fills a batch by itself: only the next input tells whether it is the only one.
    const isDecided = batch.length > 1 || !isFirst;
    if (!isFull || !isDecided) next = await inputs.next();
    if (!isFull && next.done !== true) continue;
    yield { batch, isSingle: !isDecided && next.done === true };
    if (isFull && isDecided) next = await inputs.next();
    [batch, bytes, isFirst] = [[], 0, false];
  }
}

async function openImage({ name, open }: InputImage): Promise<OpenedImage> {
  try {
    return { name, image: await open() };
  } catch (error) {
    if (isFerError(error, 'SOURCE_UNREADABLE') || isFerError(error, 'IMAGE_UNREADABLE')) return { name, error };
    throw error;
  }
}
