import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '#core/cli/commands';
import { encodePng } from '../../core/datasets/support/encodePng';
import { Interrupted } from '#core/cli/failures';
import { main } from '#core/cli/main';
import { saveModel } from '@ferkit/core';
import type { Random } from '@ferkit/core/datasets';
import { createTestHost } from '../../core/cli/support/createTestHost';
import { writeFacesCsv } from '../../core/cli/support/writeFaces';
import { createTinyModel } from '../../core/support/tinyNet';
import { choose } from '../support/choose';
import { claim } from '../support/claim';
import type { FuzzTarget, HostileCase } from '../support/FuzzTarget';
import { boundaryNumbers, hostileWords } from '../support/words';

/** Command-line arguments after the program's name. */
type Arguments = readonly string[];

/** Milliseconds after which a running command gets an interrupt, as by Ctrl-C. */
const TIMEOUT = 300;

/** Arguments that would use the network, start a compiler, or draw faces for seconds. */
const FORBIDDEN = /^(https?:|--synthetic|install$|remove$|status$|--index|doctor$|demo$)/;

const files = [
  'faces.csv',
  'face.png',
  'model',
  'model/model.json',
  'nothing',
  '.',
  '*.png',
  '-',
  'faces.csv/below',
  'out',
];
const flags = [...new Set(commands.flatMap((command) => Object.keys(command.flags).map((flag) => `--${flag}`)))];
const values = [
  ...['wasm', 'cpu', 'auto', 'tensor', 'fer-cnn', 'bst261', 'adam', 'cosine', 'step:1:0.5', 'float16', 'keras', 'onnx'],
  ...[
    'happy,sad',
    'disgust:angry',
    'a:b:c',
    ':',
    '48x48',
    '0..1',
    '-1..1',
    '0.5,0.25',
    '{"stem":4}',
    '{"__proto__":1}',
    'json',
  ],
  ...boundaryNumbers.map(String),
];

const good: readonly Arguments[] = [
  ['--help'],
  ['help', 'train'],
  ['inspect', 'faces.csv', '--json'],
  ['inspect', 'model'],
  ['predict', '--model', 'model', '--whole', 'face.png', '--backend', 'wasm', '--json'],
  [
    'predict',
    '--model',
    'model',
    '--whole',
    'face.png',
    'face.png',
    '--top',
    '2',
    '--threshold',
    '0.2',
    '--backend',
    'wasm',
  ],
  ['export', 'model', '--to', 'onnx', '--out', 'out.onnx'],
  [
    'evaluate',
    '--model',
    'model',
    '--data',
    'faces.csv',
    '--split',
    'all',
    '--labels',
    'angry,disgust,fear',
    '--backend',
    'wasm',
  ],
];

/** Commands that take too long to run unchanged; only mutations of them run. */
const long: readonly Arguments[] = [
  [
    'train',
    '--data',
    'faces.csv',
    '--epochs',
    '1',
    '--network',
    '{"stem":4,"widths":[4,8]}',
    '--out',
    'out',
    '--backend',
    'wasm',
  ],
  ['train', '--data', 'faces.csv', '--preset', 'bst261', '--merge', 'disgust:angry', '--out', 'out', '--overwrite'],
  ['import', 'model', '--labels', 'a,b,c', '--scaling', '0..1', '--size', '16x16', '--out', 'imported'],
  ['native', 'nothing', '--tensorflow', 'nothing.whl'],
];

function mutate(random: Random): Arguments {
  const args = [...choose(random, [...good, ...good, ...long])];
  const word = (): string =>
    choose(random, choose(random, [hostileWords, values, flags, files, ...(args.length === 0 ? [] : [args])]));
  do {
    const at = random.integer(args.length + 1);
    const edit = random.integer(5);
    if (edit === 0) args.splice(at, 1);
    else if (edit === 1) args.splice(at, 0, word());
    else if (edit === 2) args.splice(at, 1, word());
    else if (edit === 3) args.splice(at, 0, choose(random, flags), word());
    else args.splice(at, 1, `${args[at] ?? ''}${choose(random, ['=', 's', '\0', ' ', '/', 'é', '-'])}`);
  } while (random.next() < 0.5);
  return args.filter((arg) => !FORBIDDEN.test(arg));
}

/** The command line, run in a folder with a dataset, an image and a model. */
export async function openArguments(): Promise<FuzzTarget<Arguments>> {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-fuzz-'));
  const home = process.cwd();
  process.chdir(folder);
  const model = await createTinyModel({ labels: ['angry', 'disgust', 'fear'] });
  await saveModel(model, 'model');
  model.dispose();
  await writeFacesCsv('faces.csv', 21);
  await writeFile('face.png', encodePng({ pixels: new Uint8Array(256).fill(90), width: 16, height: 16 }));
  await mkdir('empty');

  const ends = (args: Arguments, expected: HostileCase<Arguments>['expected']): HostileCase<Arguments> => ({
    name: args.join(' ').replaceAll('\0', '0') || 'nothing',
    expected,
    create: () => args,
  });
  return {
    seeds: good,
    hostile: [
      ends([], 'UsageError'),
      ends(['__proto__'], 'UsageError'),
      ends(['native', 'constructor'], 'UsageError'),
      ends(['train', '--synthetic', '--preset', 'constructor'], 'UsageError'),
      ends(['predict', 'a\0b.png', '--model', 'model', '--whole'], 'result'),
      ends(['predict', 'file://elsewhere/face.png', '--model', 'model', '--whole'], 'result'),
      ends(['inspect', 'http://'], 'result'),
      ends(
        [
          'evaluate',
          '--model',
          'model',
          '--data',
          'faces.csv',
          '--labels',
          'angry,disgust,fear',
          '--out',
          'no/such/folder.md',
        ],
        'result',
      ),
      ends(['predict', '--model', 'model', '--whole', 'face.png', '--top', '-1'], 'UsageError'),
      ends(['predict', '--model', 'model', '--whole', 'face.png', '--top', '0.5'], 'UsageError'),
    ],
    mutate,
    run: async (args) => {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(new Interrupted()), TIMEOUT);
      const host = createTestHost({ signal: controller.signal });
      try {
        const code = await main(args, host);
        const { error } = host.written;
        claim([0, 1, 2, 130].includes(code), `the exit code is ${code}`);
        claim(!error.includes('This is unexpected'), `it is no surprise: ${error}`);
        claim(code !== 2 || /See ferkit.* --help\.\n$/.test(error), `help is offered: ${error}`);
        claim(code === 0 || code === 130 || error !== '', 'what went wrong is said');
        if (code === 2) throw Object.assign(new Error(error), { name: 'UsageError' });
      } finally {
        clearTimeout(timer);
      }
    },
    toBytes: (args) => new TextEncoder().encode(JSON.stringify(args)),
    close: async () => {
      process.chdir(home);
      await rm(folder, { recursive: true });
    },
  };
}
