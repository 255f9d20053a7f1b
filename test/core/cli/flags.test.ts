import { describe, expect, test } from 'vitest';
import { type FlagTable, parseFlags } from '#core/cli/Flag';
import { commands } from '#core/cli/commands';
import { explainError } from '#core/cli/explainError';
import { main } from '#core/cli/main';
import { trainFlags } from '#core/cli/trainFlags';
import { trainTable } from '#core/training/TrainOptions';
import { augmentPoorFaces, FerError } from '@ferkit/core/datasets';
import { createTestHost } from './support/createTestHost';

async function run(...args: string[]) {
  const host = createTestHost({ columns: 200 });
  const code = await main(args, host);
  return { code, ...host.written };
}

/** The flags of all commands that set an option of the library. */
const optionFlags = commands.flatMap(({ name, flags }) =>
  Object.entries(flags)
    .filter(([, { option, read, type }]) => type === 'string' && option !== undefined && read !== undefined)
    .map(([flag]) => [name, flag] as const),
);

describe('a flag has check, default and choices of the option that it sets', () => {
  test.each(optionFlags)('%s --%s refuses what the option refuses, in its own words', async (command, flag) => {
    // Backends are checked where they are started.
    if (flag === 'backend') return;
    // Any text is a label.
    if (flag === 'label-names') return;
    // Objects are checked where labels and network are known.
    const takesObject = flag === 'network' || flag === 'label-weights';
    for (const text of ['nonsense:::', '-7.5e300', takesObject ? '{' : '{"nonsense":1}']) {
      const { code, error } = await run(command, `--${flag}`, text);
      expect({ text, code }).toEqual({ text, code: 2 });
      expect(error).toContain(`--${flag}`);
    }
  });

  test('the default in the help is the default of the table', async () => {
    const { out } = await run('train', '--help');
    for (const [flag, { option }] of Object.entries(trainFlags as FlagTable)) {
      const rule = trainTable[option as keyof typeof trainTable] as { readonly default?: unknown } | undefined;
      if (rule === undefined || !['number', 'string'].includes(typeof rule.default)) continue;
      const line = out
        .split('\n')
        .find((candidate) => candidate.startsWith(`      --${flag} `) || candidate.startsWith(`        --${flag} `))!;
      expect(line).toContain(`(${String(rule.default)})`);
    }
    expect(out).toMatch(/--mixup .*\(off\)$/m);
    expect(out).toMatch(/--schedule .*\(cosine\)$/m);
  });
});

describe('values', () => {
  test.each([
    [['--learning-rate', '-1'], '--learning-rate takes a number above 0, not "-1".'],
    [['--learning-rate=-1'], '--learning-rate takes a number above 0, not "-1".'],
    [['--learning-rate', '-.5'], 'not "-.5"'],
    [['--epochs', '0'], '--epochs takes a whole number of at least 1, not "0".'],
    [['--epochs', '1.5'], 'not "1.5"'],
    [['--epochs', 'NaN'], 'not "NaN"'],
    [['--epochs', 'Infinity'], 'not "Infinity"'],
    [['--epochs', ''], '--epochs needs a value'],
    [['--epochs', '--seed', '1'], '--epochs needs a value'],
    [['--label-smoothing', '1'], '--label-smoothing takes a number of at least 0 and below 1, not "1".'],
    [['--fraction', '2'], '--fraction takes a number above 0 and of at most 1, not "2".'],
    [['--count', '2'], '--count takes a whole number from 3 to 1000000, not "2".'],
    [['--optimizer', 'Adam'], 'Did you mean adam?'],
    [['--schedule', 'step:0:0.5'], '--schedule takes constant, cosine, one-cycle, step:<epochs>:<factor>'],
    [['--schedule', 'step:2:0.5:1'], 'not "step:2:0.5:1"'],
    [['--schedule', 'cosine:3'], 'not "cosine:3"'],
    [['--schedule', 'plateau:3:2'], 'not "plateau:3:2"'],
    [
      ['--label-weights', '{"fear":-1}'],
      '--label-weights takes off, balanced, effective, or weights of at least 0 by label in JSON',
    ],
    [['--augment', 'poor-face'], '--augment takes default, poor-faces, off, or options of augmentation in JSON'],
    [['--augment', 'poor-face'], 'Did you mean poor-faces?'],
    [['--augment', 'toString'], 'not "toString"'],
    [['--augment', '{"nois":1}'], 'Did you mean'],
    [['--augment', 'off', '--no-augment'], '--augment and --no-augment exclude each other.'],
    [['--precision', 'int8'], '--precision takes float32 or float16, not "int8".'],
    [['--workers', 'all'], '--workers takes auto or a whole number of at least 1, not "all".'],
    [['--labels', 'happy,,sad'], 'one is empty'],
    [['--labels', 'happy,sad,happy'], '"happy" is there twice'],
    [['--rename', 'happy'], '--rename takes pairs of labels, like anger=angry, not "happy".'],
    [['--json=yes'], '--json takes no value.'],
    [['--batchSize', '3'], 'Unknown option --batchSize. Did you mean --batch-size?'],
    [['--batch_size', '3'], 'Unknown option --batch_size. Did you mean --batch-size?'],
    [['fer2013.csv'], 'Did you mean --data fer2013.csv?'],
  ])('train %j is told', async (args, message) => {
    const { code, error, out } = await run('train', '--synthetic', ...args);
    expect(error).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test.each([
    [['--mixup', 'off'], { mixup: false }],
    [['--mixup', '0'], { mixup: false }],
    [['--mixup', '0.2'], { mixup: 0.2 }],
    [['--cutmix', '1'], { cutmix: 1 }],
    [['--augment', 'default'], { augment: {} }],
    [['--augment', 'poor-faces'], { augment: augmentPoorFaces }],
    [['--augment', 'off'], { augment: false }],
    [
      ['--augment', '{"noise":{"probability":0.5,"from":2,"to":9}}'],
      { augment: { noise: { probability: 0.5, from: 2, to: 9 } } },
    ],
    [['--label-weights', 'none'], { 'label-weights': false }],
    [['--label-weights', 'balanced'], { 'label-weights': 'balanced' }],
    [['--label-weights', '{"fear":2}'], { 'label-weights': { fear: 2 } }],
    [['--workers', 'auto'], { workers: 'auto' }],
    [['--schedule', 'step:10:0.5'], { schedule: { type: 'step', epochs: 10, factor: 0.5 } }],
    [['--schedule', 'plateau:3:.2'], { schedule: { type: 'plateau', patience: 3, factor: 0.2 } }],
    [['--seed', '-3'], { seed: -3 }],
    [
      ['--rename', 'a=b,c:d', '--rename', 'e=f'],
      {
        rename: [
          [
            ['a', 'b'],
            ['c', 'd'],
          ],
          [['e', 'f']],
        ],
      },
    ],
  ])('%j is read', (args, values) => {
    const { schedule, ...rest } = parseFlags(args, trainFlags).values;
    expect({ ...rest, ...(schedule === undefined ? {} : { schedule }) }).toEqual(values);
  });

  test('a value that begins with a dash and a digit needs no equals sign', () => {
    const flags = { scaling: { type: 'string', about: '' }, all: { type: 'boolean', about: '' } } as const;
    expect(parseFlags(['--scaling', '-1..1', '--all', '--', '-1'], flags)).toMatchObject({
      values: { scaling: '-1..1', all: true },
      positionals: ['-1'],
    });
  });
});

describe('errors of the library are in the words of the command line', () => {
  test.each([
    [{ option: 'batchSize', expected: 'a number', received: '"x"' }, '--batch-size takes a number, not "x".'],
    [{ option: 'warmupEpochs', expected: 'a number', received: 'NaN' }, '--warmup takes a number, not NaN.'],
    [{ option: 'mixup', expected: 'false or a number', received: '2' }, '--mixup takes off or a number, not 2.'],
    [{ option: 'options.stem', expected: 'a number', received: '0' }, '--network takes as "stem" a number, not 0.'],
  ])('%j', (details, message) => {
    const error = new FerError('OPTION_INVALID', { failed: `Invalid value for "${details.option}"`, ...details });
    expect(explainError(error, trainFlags)).toBe(message);
    // The error itself stays in the words of the library.
    expect(error.message).not.toContain('--');
  });

  test('calls of the library are no advice there', () => {
    const error = new FerError('DATASET_EMPTY', {
      failed: 'The dataset "x" has no samples in its split "test"',
      next: 'Assign splits with assignSplits({ train: 0.8, validation: 0.1, test: 0.1 }).',
    });
    expect(explainError(error, trainFlags)).toBe('The dataset "x" has no samples in its split "test".');
    expect(explainError(error, { split: {} } as unknown as FlagTable)).toMatch(/"all" takes every sample\.$/);
  });
});

test.each([
  ['evaluat', 'evaluate'],
  ['predcit', 'predict'],
  ['Train', 'train'],
  ['models', 'model'],
])('the unknown command %s may mean %s', async (typed, meant) => {
  const { code, error } = await run(typed);
  expect(error).toContain(`Unknown command ${typed}. Did you mean ${meant}?`);
  expect(code).toBe(2);
});
