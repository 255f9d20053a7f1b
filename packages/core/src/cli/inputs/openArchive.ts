import { platform } from '#platform';
import { FerError, isFerError } from '../../index';
import { type InputImages, isImageName, missingImage } from './InputImage';
import { readTar, TarDamaged, type TarMember } from './readTar';

/** Largest member that is read into memory. */
const MAX_BYTES = 1 << 28;

/** True if a path or URL is that of an archive. */
export const isArchiveName = (name: string): boolean => /\.(tar|tar\.gz|tgz)$/i.test(name);

/**
 * Reads the images of a tar archive, plain or gzip, from a path or URL, in their order. A damaged archive yields the images before
 * the damage, and then one unreadable image in its own name.
 * @param wants - selects images by their names
 */
export async function* openArchive(
  archive: string,
  wants: (name: string) => boolean,
  signal: AbortSignal,
): InputImages {
  let found = false;
  try {
    const { chunks } = await platform.openBytes(archive, { signal });
    for await (const member of readTar(/z$/i.test(archive) ? platform.gunzip(chunks) : chunks)) {
      if (!isImageName(member.name)) continue;
      found = true;
      const name = `${archive}/${member.name.replace(/^(\.?\/)+/, '')}`;
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
      expected: 'a whole tar archive with PNG, JPEG or WebP images',
      received: error.message,
      source: archive,
    },
    { cause: error },
  );
}
