import { createHash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  classifyDefaults,
  type ClassifyOptions,
  type ClassifyVideoOptions,
  createClassifier,
  type CreateClassifierOptions,
  type FerModel,
} from '../../index';
import { classifyVideoTable } from '../../inference/openFrames';
import { classifyTable } from '../../inference/Classifier';
import { createClassifierTable } from '../../inference/createClassifier';
import { type CommandCall, defineCommand, quietFlag } from '../Command';
import { flagsOf } from '../Flag';
import { type Host, quoteCommand } from '../Host';
import { OutputFormats } from '../OutputFormats';
import { backendFlag } from '../backendFlag';
import { classifyInputs } from '../classifyInputs';
import { chooseTimelineFormat, predictFilms } from '../predictFilms';
import { keepInputs } from '../keepInputs';
import { Interrupted, UsageError } from '../failures';
import { findFilms } from '../inputs/findFilms';
import { OtherFiles } from '../inputs/InputImage';
import { formatShard, parseShard, wholeShard } from '../inputs/Shard';
import { checkOperands, openInputs } from '../inputs/openInputs';
import { modelFiles, modelFlag, openModel } from '../openModel';
import { openOutput } from '../writeOutput';
import { parseCount } from '../parseValue';
import { countOf, formatCount } from '../render/formatNumber';
import { createOutcomeFormat } from '../results/OutcomeFormat';
import { ResultsFile } from '../results/ResultsFile';
import { scoreToFile, type Scoring } from '../scoreToFile';
import { type OutcomeCounts, showOutcomes, writeOutcomes } from '../showOutcomes';

const formats = new OutputFormats(['text', 'json', 'ndjson', 'csv', 'vtt'], {
  about:
    'text, json (one list), ndjson (a line for each image) or csv (a row for each face); of films json, csv or vtt',
  json: 'ndjson',
  endings: { '.ndjson': 'ndjson', '.jsonl': 'ndjson', '.json': 'json', '.csv': 'csv' },
  withoutEnding: 'ndjson',
});

const classifierFlag = flagsOf<CreateClassifierOptions>(createClassifierTable);
const videoFlag = flagsOf<ClassifyVideoOptions>(classifyVideoTable);
const classifyFlag = flagsOf<ClassifyOptions>(classifyTable);

/** The flags of `ferkit predict`. */
const flags = {
  ...modelFlag,
  whole: { type: 'boolean', about: 'take each image as one face, without face detection' },
  threshold: classifierFlag('threshold', { value: '<score>', about: 'no label if the highest score is below, 0 to 1' }),
  order: classifyFlag('order', {
    value: '<order>',
    default: `reading for text, else ${classifyDefaults.order}`,
    about: 'main, score or reading: order of the faces of an image',
  }),
  top: {
    type: 'string',
    value: '<n>',
    default: 'all of one image, 3 of several',
    about: 'number of labels to show',
    read: parseCount,
  },
  fps: videoFlag('fps', { value: '<n>', default: '5', about: 'frames a second of films' }),
  from: videoFlag('from', { value: '<seconds>', about: 'start of films' }),
  to: videoFlag('to', { value: '<seconds>', default: 'the end', about: 'end of films' }),
  smoothing: videoFlag('smoothing', { value: '<seconds>', about: 'time constant of the scores in films; 0 is none' }),
  draw: { type: 'boolean', about: 'draw the faces too; those of a single image are always drawn on a terminal' },
  ...formats.flags,
  out: {
    type: 'string',
    value: '<file>',
    completes: 'file',
    about:
      'write to a file: .ndjson, which is resumed if it is there, .json or .csv; of films .csv, .json or .vtt, or a folder',
  },
  shard: {
    type: 'string',
    value: '<i/n>',
    default: '1/1',
    about: 'only the i-th of n shards of the images',
    read: parseShard,
  },
  ...backendFlag,
  ...quietFlag,
} as const;

/** Names the expressions in image files. */
export const predict = defineCommand({
  name: 'predict',
  summary: 'Name the expressions of the faces in image files',
  details: [
    'Reads PNG, JPEG, WebP, GIF and BMP of any size, and AVIF and TIFF with the optional package sharp, and finds the faces',
    'in them; an image of exactly the input size of the network is one face. Tar archives (.tar, .tar.gz, .tgz) are read',
    'image by image. A single dash reads standard input: names, one a line or with zero bytes between them, an image, or an',
    'archive. Images of a folder that cannot be decoded, of other formats too, are reported on standard error, and the exit',
    'code is then 1; files that are no images are counted. No image at all is an error.',
    '',
    '--out with a name in .ndjson is for runs of hours: it writes one line of JSON for each image, in their order. The same',
    'command resumes a run that was killed, without lost or doubled lines, in constant memory. An unreadable file is a line',
    'too, and the exit code is 0 once every image has its line. --shard 2/8 takes the second of eight shards. The names alone',
    'decide, so eight machines can work without coordination.',
    '',
    'Films (.mp4, .mov, .mkv, .webm and others, by the program ffmpeg) are classified over time: a line of summary for each face, and',
    'with --out its timeline. A call that was interrupted resumes; of a folder of films, those whose timeline is there are left out.',
    '',
    'JSON and CSV have names as they are. A spreadsheet may take one that begins with = + - or @ for a formula: import the',
    'column "file" as text.',
  ],
  operands: '<file|folder|pattern|url|->...',
  completes: 'file',
  flags,
  examples: [
    ['predict photo.jpg', 'the bundled model on one image'],
    ["predict --model runs/my-model 'photos/*.jpg' --json", 'many images, for a program'],
    ['predict crops --whole --threshold 0.6', 'a folder of faces; no label where the model is unsure'],
    ['predict photos/ more.tar --out results.ndjson', 'millions of images; the same command resumes after a crash'],
    ['predict --shard 2/8 --out results-2.ndjson photos/', 'the second of eight processes'],
    ['predict --out results.ndjson - < names.txt', 'images that a list names'],
    ['predict film.mp4 --fps 5 --out timeline.csv', 'the expressions in a film over time'],
    ['predict films --format vtt --out subtitles', 'a folder of films: subtitles for each'],
    ['predict photos --format csv --out results.csv', 'a table: one row for each face'],
  ],
  run: async (call) => {
    const { values, positionals, host } = call;
    if (positionals.length === 0) throw new UsageError('Which images? Name files, folders or patterns.');
    if (positionals.filter((operand) => operand === '-').length > 1) {
      throw new UsageError('Standard input can be read once: give one dash.');
    }
    const films = await findFilms(positionals, host.signal);
    if (films !== undefined) return predictFilmsOf(call, films);
    const filmFlag = (['fps', 'from', 'to', 'smoothing'] as const).find((name) => values[name] !== undefined);
    if (filmFlag !== undefined) throw new UsageError(`--${filmFlag} is for films, and no operand is one.`);
    const format = formats.choose(values);
    if (format === 'vtt') throw new UsageError('--format vtt is for films, and no operand is one.');
    if (format !== 'text' && values.draw === true) {
      throw new UsageError(`--draw is for text, and this call writes ${format}: remove --draw.`);
    }
    const { signal } = host;
    const { threshold = 0, shard = wholeShard, top, out } = values;
    // A person finds the faces of a list in the photo as one reads.
    const { order = format === 'text' ? 'reading' : classifyDefaults.order } = values;
    if (out !== undefined) await keepInputs(out, [...positionals, ...modelFiles(values.model)]);
    await checkOperands(positionals, signal);
    const model = await openModel(values.model, values.backend ?? 'auto', host);
    const others = new OtherFiles(out);
    const inputs = openInputs(positionals, { input: () => host.readInput(), shard, others, signal });
    try {
      const faces = values.whole === true ? false : 'auto';
      const classifier = await createClassifier({ model, faces, threshold, signal });
      try {
        if (out !== undefined && format === 'ndjson') {
          await appendResults(call, out, { classifier, inputs, model });
          host.notices.print(...describeOthers(others));
          return 0;
        }
        const batches = classifyInputs(classifier, inputs, { signal, order });
        const counts =
          format === 'text'
            ? await showOutcomes(
                batches,
                { isDrawn: values.draw === true, tellsWhole: values.whole !== true, top },
                host,
              )
            : await writeFormat(batches, createOutcomeFormat(format, model.labels, top), out, host);
        host.notices.print(...describeCounts(counts), ...describeOthers(others));
        return counts.failed === 0 || out !== undefined ? 0 : 1;
      } finally {
        classifier.dispose();
      }
    } finally {
      model.dispose();
      await inputs.return();
    }
  },
});

type PredictCall = CommandCall<typeof flags>;

/** Flags that films do not have. */
const IMAGE_FLAGS = ['draw', 'order', 'top', 'shard'] as const;

async function predictFilmsOf({ values, args, host }: PredictCall, films: readonly string[]): Promise<number> {
  const wrong = IMAGE_FLAGS.find((name) => values[name] !== undefined);
  if (wrong !== undefined) throw new UsageError(`--${wrong} is for images, and these are films: remove it.`);
  const { signal } = host;
  const { fps = 5, from, to, smoothing = classifyVideoTable.smoothing.default, threshold = 0, out } = values;
  const format = chooseTimelineFormat(values, films.length);
  if (out !== undefined && extname(out) !== '') await keepInputs(out, [...films, ...modelFiles(values.model)]);
  const model = await openModel(values.model, values.backend ?? 'auto', host);
  try {
    const whole = values.whole === true;
    const classifier = await createClassifier({ model, faces: whole ? false : 'auto', threshold, signal });
    try {
      const period = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      const facts = { model: await fingerprintModel(model), threshold, whole };
      const call = { films, classifier, options: { ...period, fps, smoothing }, facts, format, out, args };
      return await predictFilms(call, host);
    } finally {
      classifier.dispose();
    }
  } finally {
    model.dispose();
  }
}

/** Writes results to standard output, or to a file that appears when it is complete. */
async function writeFormat(
  batches: Parameters<typeof writeOutcomes>[0],
  format: Parameters<typeof writeOutcomes>[1],
  path: string | undefined,
  host: Host,
): Promise<OutcomeCounts> {
  if (path === undefined) return writeOutcomes(batches, format, (text) => host.out.write(text), host);
  const part = `${path}.part`;
  const file = await openOutput(part);
  try {
    const counts = await writeOutcomes(batches, format, (text) => file.appendFile(text), host);
    await file.close();
    await rename(part, path);
    host.notices.print(`Wrote ${path}: ${countOf(counts.images, 'image')}.`);
    return counts;
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
}

/** The images that could not be read, by kind; nothing if there was only one image, whose error is enough. */
function describeCounts({ images, failed, unreadable }: OutcomeCounts): string[] {
  if (failed === 0 || images < 2) return [];
  const kinds = [...unreadable].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [`${countOf(images, 'image')}, of which ${formatCount(failed)} could not be read: ${kinds}.`];
}

function describeOthers({ count, first }: OtherFiles): string[] {
  if (count === 0) return [];
  const names = `${first.join(', ')}${count > first.length ? ', …' : ''}`;
  return [`Left out ${countOf(count, 'file that is no image', 'files that are no images')}: ${names}`];
}

interface AppendParts extends Pick<Scoring, 'classifier' | 'inputs'> {
  readonly model: FerModel;
}

async function appendResults(
  { args, values, positionals, host }: PredictCall,
  path: string,
  { classifier, inputs, model }: AppendParts,
): Promise<void> {
  const { threshold = 0, order = classifyDefaults.order, shard = wholeShard, top } = values;
  const results = await ResultsFile.open(path, {
    model: await fingerprintModel(model),
    shard: formatShard(shard),
    threshold,
    top: top ?? null,
    whole: values.whole === true,
    order,
  });
  try {
    await scoreToFile({ classifier, inputs, results, top, order }, host);
  } catch (error) {
    if (error instanceof Interrupted) {
      const list = positionals.includes('-') ? ', with the same standard input' : '';
      host.error.print(
        `Interrupted. ${path} has the results so far. To resume${list}:`,
        `  ${host.program} predict ${quoteCommand(args)}`,
      );
    }
    throw error;
  } finally {
    await results.close();
  }
}

/** A hash of everything that decides a model's scores: weights, labels, preprocessing, temperature. Hexadecimal. */
async function fingerprintModel({ layers, metadata }: FerModel): Promise<string> {
  const { labels, input, preprocessing, temperature, architecture } = metadata;
  const hash = createHash('sha256').update(JSON.stringify({ labels, input, preprocessing, temperature, architecture }));
  for (const weight of layers.weights) {
    const values = await weight.read().data();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
