import { isFerError, type Classification, type Classifier, type FerError, type ImageInput } from '../index';
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

/** Classifies images in their order, a batch at a time. An unreadable image is an outcome, and the others are classified. */
export async function* classifyInputs(
  classifier: Classifier,
  inputs: InputImages,
  signal: AbortSignal,
): AsyncGenerator<readonly Outcome[], void, undefined> {
  for await (const batch of openBatches(inputs)) {
    const images = batch.map(({ image }) => image).filter((image) => image !== undefined);
    const errors: FerError[] = [];
    const found = await classifier.classifyBatch(images, {
      signal,
      onUnreadable: (error, index) => (errors[index] = error),
    });
    let next = 0;
    yield batch.map(({ name, image, error }) => {
      if (image === undefined) return { name, image, error: error! };
      const [faces, unreadable] = [found[next]!, errors[next++]];
      return unreadable === undefined ? { name, image, faces } : { name, image, error: unreadable };
    });
  }
}

/** Opens images in batches, each image before the next is asked for. */
async function* openBatches(inputs: InputImages): AsyncGenerator<readonly OpenedImage[]> {
  let batch: OpenedImage[] = [];
  let bytes = 0;
  for (let next = await inputs.next(); next.done !== true; next = await inputs.next()) {
    const opened = await openImage(next.value);
    batch.push(opened);
    bytes += opened.image instanceof Blob ? opened.image.size : 0;
    if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function openImage({ name, open }: InputImage): Promise<OpenedImage> {
  try {
    return { name, image: await open() };
  } catch (error) {
    if (isFerError(error, 'SOURCE_UNREADABLE') || isFerError(error, 'IMAGE_UNREADABLE')) return { name, error };
    throw error;
  }
}
