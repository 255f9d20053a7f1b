import { join } from 'node:path';
import { drawSyntheticFace } from '../../index';
import { type Command, defineCommand } from '../Command';
import type { GivenFlags } from '../Flag';
import { type Host, quoteCommand } from '../Host';
import { nameRun, RunFolder } from '../RunFolder';
import { dataFlags } from '../dataFlags';
import { encodePng } from '../../images/encodePng';
import { presets, trainFlags } from '../trainFlags';
import { writeOutput } from '../writeOutput';
import { evaluate } from './evaluate';
import { predict } from './predict';
import { train } from './train';

/** Enough faces and epochs to tell the expressions apart, within a minute on two slow cores. */
const TOY = { epochs: '5', 'batch-size': '32', 'learning-rate': '0.004', 'no-augment': true } as const;

const TOY_COUNT = '2100';

/** On FER2013 this takes an hour or two without a GPU. */
const REAL = { epochs: '10' } as const;

/** The face that is classified by default; training has not seen it. */
const FACE = { expression: 'surprise', seed: 2013, size: 48 } as const;

const EXIT_DONE = 0;

/** Runs training, evaluation and prediction, command by command. */
export const demo = defineCommand({
  name: 'demo',
  summary: 'Try everything: train, evaluate, save, classify an image',
  details: [
    'Without --data it draws faces, which takes about a minute. Prints each command before it runs it, and takes the',
    'options of train.',
  ],
  flags: {
    ...trainFlags,
    image: {
      type: 'string',
      value: '<file>',
      completes: 'file',
      default: 'a drawn face',
      about: 'the image to classify',
    },
  },
  examples: [
    ['demo', 'on drawn faces'],
    ['demo --data fer2013.csv --epochs 3 --image me.jpg', 'on FER2013'],
  ],
  run: async ({ values, given, host }) => {
    const { image, ...flags } = given;
    const isReal = flags.data !== undefined;
    const isResumed = flags.resume === true;
    // A run on drawn faces is overwritten; a run on real data gets a folder of its own.
    const out = values.out ?? (isReal ? nameRun('demo') : 'runs/demo');
    const reuse = flags.out === undefined && !isResumed ? { overwrite: true } : {};
    // A run that is resumed has its options already.
    const recipe = isResumed ? {} : isReal ? REAL : TOY;
    const data = isReal || isResumed ? {} : { synthetic: true, count: flags.count ?? TOY_COUNT };
    const code = await runStep(train, { ...recipe, ...flags, ...data, out, ...reuse }, [], host);
    if (code !== EXIT_DONE || flags.json === true) return code;

    const kept: GivenFlags = new RunFolder(out).readOptions() ?? {};
    const selection = Object.fromEntries(Object.keys(dataFlags).map((flag) => [flag, kept[flag]]));
    const preset = typeof kept.preset === 'string' ? presets[kept.preset] : undefined;
    const merge = kept.merge ?? preset?.merge.map((pair) => pair.join(':'));
    const { backend = kept.backend } = flags;
    const evaluated = await runStep(evaluate, { model: out, ...selection, merge, backend }, [], host);
    if (evaluated !== EXIT_DONE) return evaluated;

    return runStep(predict, { model: out, backend, draw: true }, [values.image ?? (await writeFace(out))], host);
  },
});

/** Prints a command line and runs it. */
async function runStep(command: Command, values: GivenFlags, operands: readonly string[], host: Host): Promise<number> {
  const args = [...toArguments(values), ...operands];
  const { style } = host.out;
  if (values.json !== true)
    host.out.print('', style.bold(`$ ${host.program} ${command.name} ${quoteCommand(args)}`), '');
  return command.run(args, host);
}

function toArguments(values: GivenFlags): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    // A value that begins with a dash needs the equals sign.
    return [value].flat().flatMap((text) => (text.startsWith('-') ? [`--${name}=${text}`] : [`--${name}`, text]));
  });
}

async function writeFace(folder: string): Promise<string> {
  const { expression, ...options } = FACE;
  const file = join(folder, `${expression}.png`);
  await writeOutput(file, await encodePng(drawSyntheticFace(expression, options)));
  return file;
}
