import type { AmbientType } from '../AmbientType';
import { platform } from '#platform';
import type { Abortable } from '../abortable';
import { FerError } from '../errors';
import { isRecord } from '../isRecord';
import type { ModelMetadata } from '../models/ModelMetadata';
import { type ModelSource, openModelSource } from '../models/openModelSource';
import { parseMetadata } from '../models/parseModelFile';
import { readTeachableMachine } from '../models/teachableMachine';
import { isOnnx, isZip } from '../fileSignatures';
import { importChunk } from '../importChunk';
import { checkOption, describeValue, optionInvalid, type Rule } from '../options';
import type { ByteSource } from '../platform/Platform';
import { collectBytes } from '../platform/byteChunks';
import { describeContent } from '../textContent';
import type { Network, OpenInput } from './Network';
import { isHdf5 } from './keras/Hdf5';
import { readKeras, readLegacyKeras } from './keras/readKeras';
import { readTfjs } from './readTfjs';
import { type MeanAndDeviation, toMeanAndDeviation } from './scaling';

/** A model of another library: a single file as any byte source, or the folder, URL or files of a tfjs model. */
export type ExchangeSource = ByteSource | readonly AmbientType<'File'>[];

/** A model of another library, after reading. */
export interface OpenedExchange {
  /** For messages. */
  readonly name: string;
  readonly network: Network;
  /** The metadata in a file that ferkit wrote. */
  readonly ferkitMetadata?: ModelMetadata;
  /** The names of the outputs, in files of another tool that tells them. */
  readonly labels?: readonly string[];
  /** The scaling that the network expects, if known. */
  readonly scaling?: MeanAndDeviation;
  /** The divisor of the logits, as far as it is not a layer of the network. */
  readonly temperature: number;
}

/** Options of {@link openExchange}. */
export interface OpenExchangeOptions extends Abortable {
  readonly input?: OpenInput;
  /** The JSON of the network of a file with weights alone. */
  readonly architecture?: ByteSource;
}

/**
 * Detects the format of a source and reads it.
 * @throws SOURCE_UNREADABLE, MODEL_CORRUPT, MODEL_INCOMPATIBLE, LAYER_UNSUPPORTED, PEER_MISSING
 */
export async function openExchange(source: ExchangeSource, options: OpenExchangeOptions): Promise<OpenedExchange> {
  const tfjs = await asTfjs(source);
  if (tfjs !== undefined) {
    const files = openModelSource(tfjs);
    const { network, ferkitEntry } = await readTfjs(files, { source: files.name, ...options });
    if (ferkitEntry === undefined) {
      const facts = await readTeachableMachine(files, options);
      return {
        name: files.name,
        network,
        temperature: 1,
        ...(facts && { labels: facts.labels, scaling: facts.preprocessing }),
      };
    }
    const ferkitMetadata = parseMetadata(ferkitEntry);
    const { preprocessing: scaling, temperature } = ferkitMetadata;
    return { name: files.name, network, ferkitMetadata, scaling, temperature };
  }
  const single = isList(source) ? source[0]! : source;
  const stream = await platform.openBytes(single, { signal: options.signal });
  const bytes = await collectBytes(stream);
  const { network, ferkitEntry } = await readFile(bytes, stream.name, options);
  if (!isRecord(ferkitEntry)) return { name: stream.name, network, temperature: 1 };
  // A file that ferkit exported has layers that scale its pixels and divide its logits.
  return {
    name: stream.name,
    network,
    ferkitMetadata: parseMetadata(ferkitEntry),
    scaling: toMeanAndDeviation('0..255'),
    temperature: 1,
  };
}

/** Accepts the source of a model of another library. */
const sourceRule: Rule = {
  expected:
    'a .keras, .h5 or .onnx file or the folder of a tfjs model, as a path, URL, bytes or File, or the files of a tfjs model together',
  accepts: (source) =>
    Array.isArray(source)
      ? source.length > 0 && Array.from(source).every((file) => file instanceof Blob && 'name' in file)
      : // openBytes checks all others.
        typeof source !== 'string' || source.trim() !== '',
  received: (source) => (Array.isArray(source) && source.length === 0 ? 'an empty list' : describeValue(source)),
};

/** @throws OPTION_INVALID */
export const checkSource = (source: unknown): void => checkOption('source', source, sourceRule);

const isList = (source: ExchangeSource): source is readonly File[] => Array.isArray(source);

async function asTfjs(source: ExchangeSource): Promise<ModelSource | undefined> {
  if (isList(source)) return source.length === 1 && !source[0]!.name.endsWith('.json') ? undefined : source;
  if (source instanceof URL) return source.pathname.endsWith('.json') ? source : undefined;
  if (typeof source !== 'string') return undefined;
  return (source.endsWith('.json') && describeContent(source) === undefined) || (await platform.isFolder(source))
    ? source
    : undefined;
}

/** @throws SOURCE_UNREADABLE, MODEL_CORRUPT */
async function readJson(source: ByteSource, { signal }: Abortable): Promise<unknown> {
  const stream = await platform.openBytes(source, { signal });
  const text = new TextDecoder().decode(await collectBytes(stream));
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const problem = {
      failed: `Cannot read ${stream.name}`,
      expected: 'the JSON of a network',
      received: 'something else',
    };
    throw new FerError('MODEL_CORRUPT', { source: stream.name, ...problem }, { cause });
  }
}

async function readFile(bytes: Uint8Array, name: string, { input, architecture, signal }: OpenExchangeOptions) {
  const options = { source: name, ...(input === undefined ? {} : { input }) };
  if (isHdf5(bytes)) {
    return readLegacyKeras(bytes, options, architecture && (await readJson(architecture, { signal })));
  }
  if (architecture !== undefined) {
    throw optionInvalid('architecture', 'no such option, except for an .h5 file with weights alone', 'a file');
  }
  if (isZip(bytes)) return readKeras(bytes, options);
  if (isOnnx(bytes)) {
    const { readOnnx } = await importChunk('reader of ONNX files', () => import('./onnx/readOnnx'));
    return readOnnx(bytes, options);
  }
  throw new FerError('MODEL_CORRUPT', {
    source: name,
    failed: `Cannot import ${name}`,
    expected: 'a .keras, .h5 or .onnx file, or a folder with model.json',
    received: bytes.length === 0 ? 'an empty file' : 'bytes of another format',
  });
}
