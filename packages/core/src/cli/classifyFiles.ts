import { isFerError, type Classification, type Classifier, type FerError } from '../index';

/** Images that go through the network together. */
const BATCH = 32;

/** A file with the faces in it, or why it could not be read. */
export type FileOutcome =
  | { readonly file: string; readonly faces: readonly Classification[] }
  | { readonly file: string; readonly error: FerError };

/** Classifies files in their order. One that cannot be read does not keep the others from it. */
export async function* classifyFiles(
  classifier: Classifier,
  files: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<FileOutcome, void, undefined> {
  for (let start = 0; start < files.length; start += BATCH) {
    const batch = files.slice(start, start + BATCH);
    try {
      const found = await classifier.classifyBatch(batch, { signal });
      yield* batch.map((file, index) => ({ file, faces: found[index]! }));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      // Which of them it was, only they can tell one by one.
      for (const file of batch) yield await classifyFile(classifier, file, signal);
    }
  }
}

async function classifyFile(classifier: Classifier, file: string, signal: AbortSignal): Promise<FileOutcome> {
  try {
    return { file, faces: await classifier.classify(file, { signal }) };
  } catch (error) {
    if (isUnreadable(error)) return { file, error };
    throw error;
  }
}

const isUnreadable = (error: unknown): error is FerError =>
  isFerError(error, 'SOURCE_UNREADABLE') || isFerError(error, 'IMAGE_UNREADABLE');
