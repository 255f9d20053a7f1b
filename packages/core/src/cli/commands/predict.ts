import { createHash } from 'node:crypto';
import { createClassifier, type FerModel, loadModel } from '../../index';
import { type CommandCall, defineCommand } from '../Command';
import { quoteCommand } from '../Host';
import { backendFlag, parseBackend } from '../backendFlag';
import { classifyInputs } from '../classifyInputs';
import { Interrupted, UsageError } from '../failures';
import { formatShard, parseShard, type Shard, wholeShard } from '../inputs/Shard';
import { checkOperands, openInputs } from '../inputs/openInputs';
import { parseCount, parseNumber } from '../parseValue';
import { ResultsFile } from '../results/ResultsFile';
import { scoreToFile, type Scoring } from '../scoreToFile';
import { showOutcomes } from '../showOutcomes';

/** The flags of `ferkit predict`. */
const flags = {
  model: { type: 'string', value: '<folder>', about: 'a model that train wrote (the bundled one)' },
  whole: { type: 'boolean', about: 'take each image as one face, without face detection' },
  threshold: { type: 'string', value: '<score>', about: 'no label if the highest score is below, 0 to 1 (0)' },
  top: { type: 'string', value: '<n>', about: 'number of labels to show (all of one image, 3 of several)' },
  draw: { type: 'boolean', about: 'draw the faces too; those of a single image are always drawn on a terminal' },
  json: { type: 'boolean', about: 'one line of JSON for each file' },
  out: { type: 'string', value: '<file>', about: 'write these lines to a file; an existing one is resumed' },
  shard: { type: 'string', value: '<i/n>', about: 'only the i-th of n shards of the images (1/1)' },
  ...backendFlag,
} as const;

/** Names the expressions in image files. */
export const predict = defineCommand({
  name: 'predict',
  summary: 'Name the expressions of the faces in image files',
  operands: '<file|folder|pattern|url...>',
  details: [
    'Reads PNG, JPEG and WebP of any size and finds the faces in them; an image of exactly the input size of the network is',
    'one face. Tar archives (.tar, .tar.gz, .tgz) are read image by image. A single dash reads names from standard input,',
    'one per line. Unreadable files are reported on standard error, and the exit code is then 1.',
    '',
    '--out is for runs of hours: it writes one line of JSON for each image, in their order. The same command resumes a run',
    'that was killed, without lost or doubled lines, in constant memory. An unreadable file is a line too, and the exit',
    'code is 0 once every image has its line. --shard 2/8 takes the second of eight shards. The names alone decide, so',
    'eight machines can work without coordination.',
  ],
  flags,
  examples: [
    ['predict photo.jpg', 'the bundled model on one image'],
    ["predict --model runs/my-model 'photos/*.jpg' --json", 'many images, for a program'],
    ['predict crops --whole --threshold 0.6', 'a folder of faces; no label where the model is unsure'],
    ['predict photos/ more.tar --out results.ndjson', 'millions of images; the same command resumes after a crash'],
    ['predict --shard 2/8 --out results-2.ndjson photos/', 'the second of eight processes'],
    ['predict --out results.ndjson - < names.txt', 'images that a list names'],
  ],
  run: async (call) => {
    const { values, positionals, host } = call;
    if (positionals.length === 0) throw new UsageError('Which images? Name files, folders or patterns.');
    if (values.out !== undefined && values.draw === true) {
      throw new UsageError('--out writes lines of JSON only: remove --draw.');
    }
    const settings: Settings = {
      threshold: values.threshold === undefined ? 0 : parseNumber('threshold', values.threshold),
      top: values.top === undefined ? undefined : parseCount('top', values.top),
      shard: values.shard === undefined ? wholeShard : parseShard(values.shard),
    };
    const { signal } = host;
    await checkOperands(positionals, signal);
    const model = await loadModel(values.model, { backend: parseBackend(values.backend), signal });
    const inputs = openInputs(positionals, { lines: () => host.readLines(), shard: settings.shard, signal });
    try {
      const faces = values.whole === true ? false : 'auto';
      const classifier = await createClassifier({ model, faces, threshold: settings.threshold, signal });
      try {
        if (values.out === undefined)
          return await showOutcomes(classifyInputs(classifier, inputs, signal), values, settings.top, host);
        await writeResults(call, settings, values.out, { classifier, inputs, model });
        return 0;
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

/** Parsed flags. */
interface Settings {
  readonly threshold: number;
  readonly top: number | undefined;
  readonly shard: Shard;
}

interface WriteParts extends Pick<Scoring, 'classifier' | 'inputs'> {
  readonly model: FerModel;
}

async function writeResults(
  { args, values, positionals, host }: PredictCall,
  { threshold, top, shard }: Settings,
  path: string,
  { classifier, inputs, model }: WriteParts,
): Promise<void> {
  const results = await ResultsFile.open(path, {
    model: await fingerprintModel(model),
    shard: formatShard(shard),
    threshold,
    top: top ?? null,
    whole: values.whole === true,
  });
  try {
    await scoreToFile({ classifier, inputs, results, top }, host);
  } catch (error) {
    if (error instanceof Interrupted) {
      const list = positionals.includes('-') ? ', with the same list on standard input' : '';
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
