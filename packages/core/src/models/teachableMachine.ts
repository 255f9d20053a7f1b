import type { Abortable } from '../abortable';
import { FerError, isFerError } from '../errors';
import { isRecord } from '../isRecord';
import { describeValue } from '../options';
import type { ModelMetadata } from './ModelMetadata';
import type { ModelFiles } from './openModelSource';

/** The facts in the `metadata.json` that Teachable Machine writes beside its `model.json`. */
export type TeachableMachineFacts = Required<
  Pick<ModelMetadata, 'labels' | 'input' | 'preprocessing' | 'architecture'>
>;

const FILE = 'metadata.json';

/** Width and height of images where the file does not tell. */
const DEFAULT_SIDE = 224;

/**
 * Reads the metadata of an export of Teachable Machine; undefined for other models. Its library scales pixels from -1 to 1, and takes three
 * channels unless `grayscale` is set: teachablemachine-community, libraries/image.
 * @throws MODEL_CORRUPT for a damaged file; MODEL_INCOMPATIBLE for a project of sounds or poses
 */
export async function readTeachableMachine(
  files: ModelFiles,
  { signal }: Abortable,
): Promise<TeachableMachineFacts | undefined> {
  const bytes = await files.read(FILE, { signal }).catch((error: unknown) => {
    // A model of another tool has no such file.
    if (isFerError(error, 'SOURCE_UNREADABLE')) return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const about = parse(new TextDecoder().decode(bytes), files.name);
  if (
    !isRecord(about) ||
    typeof about.packageName !== 'string' ||
    !about.packageName.startsWith('@teachablemachine/')
  ) {
    return undefined;
  }
  const { labels, imageSize: side = DEFAULT_SIDE, grayscale = false, packageName, packageVersion } = about;
  if (packageName !== '@teachablemachine/image') throw refuse('packageName', 'an image project', packageName);
  if (typeof grayscale !== 'boolean') throw refuse('grayscale', 'true or false', grayscale);
  // Labels and sizes are checked with the rest of the metadata.
  return {
    labels: labels as string[],
    input: { width: side as number, height: side as number, channels: grayscale ? 1 : 3 },
    preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.5 },
    architecture: { id: 'teachable-machine', options: { packageVersion } },
  };
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new FerError(
      'MODEL_CORRUPT',
      {
        source,
        failed: `The ${FILE} of ${source} is damaged`,
        expected: 'the JSON text that Teachable Machine writes',
        received: text === '' ? 'an empty file' : `text that starts with ${JSON.stringify(text.slice(0, 20))}`,
        next: 'Export the model again, or pass its facts in the option "metadata".',
      },
      { cause },
    );
  }
}

const refuse = (field: string, expected: string, received: unknown): FerError<'MODEL_INCOMPATIBLE'> =>
  new FerError('MODEL_INCOMPATIBLE', {
    field,
    failed: `The model of Teachable Machine cannot be used, the field "${field}" of its ${FILE} does not fit`,
    expected,
    received: describeValue(received),
  });
