import type { Channels } from '../../images/GrayImage';
import { isRecord } from '../../isRecord';
import { labelsRule } from '../../labels';
import { integer } from '../../options';
import type { FolderEntry } from '../../platform/Platform';
import { readBytes, type ReadBytesOptions } from '../../platform/readBytes';
import { malformed, quoteText } from '../malformed';

/** The file that marks a project: its labels in their order, which folders do not tell, and the options of its training. */
export const MANIFEST = 'ferkit.json';

/** The content of {@link MANIFEST}. */
export interface ProjectManifest {
  readonly schema: 1;
  readonly name: string;
  readonly labels: readonly string[];
  /** Size of the pictures in pixels. */
  readonly width: number;
  readonly height: number;
  /** 3 for pictures in colour; by default grey. */
  readonly channels?: Channels;
  /** Options of the training. They are checked where they are used. */
  readonly recipe?: Readonly<Record<string, unknown>>;
}

const names = labelsRule(1);
const side = integer({ from: 1, to: 4096 });

/**
 * Reads the manifest of a project.
 * @throws SOURCE_UNREADABLE, DATASET_MALFORMED
 */
export async function readManifest({ path, source }: FolderEntry, options: ReadBytesOptions): Promise<ProjectManifest> {
  const text = new TextDecoder().decode(await readBytes(source, options));
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw malformed({ source: path, expected: 'JSON', received: quoteText(text), cause });
  }
  const fields = isRecord(file) ? file : {};
  const wrong = (expected: string, received: unknown): Error =>
    malformed({
      source: path,
      expected,
      received: received === undefined ? 'nothing' : quoteText(JSON.stringify(received)),
    });
  if (fields.schema !== 1) throw wrong('"schema" 1, as ferkit writes it; a newer ferkit may read it', fields.schema);
  if (typeof fields.name !== 'string') throw wrong('"name" as text', fields.name);
  if (!names.accepts(fields.labels)) throw wrong(`"labels" as ${names.expected}`, fields.labels);
  if (!side.accepts(fields.width) || !side.accepts(fields.height)) {
    throw wrong('"width" and "height" from 1 to 4096', [fields.width, fields.height]);
  }
  if (![undefined, 1, 3].includes(fields.channels as undefined)) throw wrong('"channels" 1 or 3', fields.channels);
  if (fields.recipe !== undefined && !isRecord(fields.recipe)) throw wrong('"recipe" as an object', fields.recipe);
  return file as ProjectManifest;
}

/** The folder of a label: its name, with the characters escaped that some file systems do not take, as in a URL. */
export const folderOfLabel = (label: string): string =>
  label
    // eslint-disable-next-line no-control-regex -- control characters are looked for
    .replace(/[\u0000-\u001f"%*/:<>?\\|]|^[. ]|[. ]$/g, (character) => {
      return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
    });
