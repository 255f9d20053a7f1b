import { platform } from '#platform';
import { FerError, isFerError } from '../../index';
import { isImagePath } from '../../imagePaths';
import { type InputImages, isClutter, missingImage, type OtherFiles } from './InputImage';
import { readTar, TarDamaged, type TarMember } from './readTar';

/** Largest member that is read into memory. */
const MAX_BYTES = 1 << 28;

/** True if a path or URL is that of an archive. */
export const isArchiveName = (name: string): boolean => /\.(tar|tar\.gz|tgz)$/i.test(name);

/** An archive that is opened. */
interface Archive {
  /** Its path or URL, or a dash for standard input. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Reads the images of a tar archive, plain or gzip, from a path or URL, in their order. A damaged archive yields the images before
 * the damage, and then one unreadable image in its own name.
 * @param wants - selects images by their names
 */
export async function* openArchive(
  name: string,
  wants: (name: string) => boolean,
  others: OtherFiles,
  signal: AbortSignal,
): InputImages {
  try {
    const { chunks } = await platform.openBytes(name, { signal });
    yield* readArchive({ name, chunks: /z$/i.test(name) ? platform.gunzip(chunks) : chunks }, wants, others, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (wants(name)) yield missingImage(name, unreadable(name, error));
  }
}

/** Reads the images of an archive that is opened already; see {@link openArchive}. */
export async function* readArchive(
  { name: archive, chunks }: Archive,
  wants: (name: string) => boolean,
  others: OtherFiles,
  signal: AbortSignal,
): InputImages {
  let found = false;
  try {
    for await (const member of readTar(chunks)) {
      const path = member.name.replace(/^(\.?\/)+/, '');
      if (!isImagePath(path) || isClutter(path)) {
        others.add(`${archive}/${path}`);
        continue;
      }
      found = true;
      const name = `${archive}/${path}`;
      if (wants(name)) yield { name, open: () => readMember(name, member) };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (wants(archive)) yield missingImage(archive, unreadable(archive, error));
    return;
  }
  if (!found && wants(archive)) {
    yield missingImage(archive, unreadable(archive, new TarDamaged('an archive without images')));
  }
}

async function readMember(name: string, member: TarMember): Promise<File> {
  if (member.size > MAX_BYTES) {
    throw new FerError('IMAGE_UNREADABLE', {
      failed: `Cannot decode the image "${name}"`,
      expected: `at most ${MAX_BYTES} bytes`,
      received: `${member.size}`,
      source: name,
    });
  }
  try {
    // A file has a name for messages.
    return new File([(await member.read()) as Uint8Array<ArrayBuffer>], name);
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(archive: string, error: unknown): Error {
  if (isFerError(error) || !(error instanceof Error)) return error as Error;
  return new FerError(
    'SOURCE_UNREADABLE',
    {
      failed: `Cannot read "${archive}"`,
      expected: 'a whole tar archive with images',
      received: error.message,
      source: archive,
    },
    { cause: error },
  );
}
