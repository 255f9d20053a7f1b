import { describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { commands } from '#core/cli/commands';
import { parsePairs } from '#core/cli/parseValue';
import { quoteCommand } from '#core/cli/Host';
import { version } from '../../../packages/core/package.json';
import { createTestHost } from './support/createTestHost';

async function run(...args: string[]) {
  const host = createTestHost({ columns: 200 });
  const code = await main(args, host);
  return { code, ...host.written };
}

describe('help', () => {
  test('lists every command with an example', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^ {2}${name} +${summary}$`, 'm'));
    expect(out).toContain('130 interrupted');
  });

  test.each(commands.map(({ name }) => name))(
    'tells all options of %s, and examples that it understands',
    async (name) => {
      const command = commands.find((candidate) => candidate.name === name)!;
      const { code, out } = await run(name, '--help');
      expect(code).toBe(0);
      for (const flag of Object.keys(command.flags)) expect(out).toContain(`--${flag}`);
      for (const [example] of command.examples) {
        expect(out).toContain(`ferkit ${example}`);
        expect(example.split(' ')[0]).toBe(name);
        for (const [, flag] of example.matchAll(/ --([a-z-]+)/g)) expect(Object.keys(command.flags)).toContain(flag);
      }
      expect(await run('help', name)).toEqual({ code, out, error: '' });
    },
  );

  test('the version is that of the package', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, error: '' });
  });
});

describe('a command line that cannot be understood ends with 2 and says what was meant', () => {
  test.each([
    [[], 'Which command?'],
    [['trian'], 'Unknown command trian. Did you mean train?'],
    [
      ['fly'],
      'Commands: demo, doctor, inspect, train, runs, evaluate, predict, model, export, import, native, completion.',
    ],
    [['--verison'], 'Unknown option --verison. Did you mean --version?'],
    [['version'], 'Unknown command version. Did you mean --version?'],
    [['HELP'], 'Unknown command HELP. Did you mean help?'],
    [[''], 'Unknown command "". Commands: demo'],
    [['predict', '-x.png'], 'Unknown option -x. For a file whose name begins with a dash write ./-x.png.'],
    [['predict', 'a.png', '--top', '1', '--top', '2'], '--top takes one value, and got "1" and "2".'],
    [['predict', 'a.png', '--out', '-'], '--out takes a file: for standard output leave --out away'],
    [
      ['predict', 'a.png', '--backend', 'gpu'],
      '--backend takes auto, cuda, webgpu, tensorflow, wasm, cpu, or some of them',
    ],
    [['predict', 'a.png', '--backend', 'wasm,wgpu'], 'not "wgpu". Did you mean webgpu?'],
    [['predict', 'a.png', '--backend', ','], 'not ","'],
    [['train', '--synthetic', '--faces', 'auto'], '--faces is for --data, and --synthetic draws faces.'],
    [['train', '--synthetic', '--label-file', 'x.csv'], '--label-file is for --data'],
    [['inspect'], 'Which dataset or model?'],
    [['inspect', '--model', 'x', '--labels', 'happy,sad'], '--labels is for datasets, and x is a model: leave it out.'],
    [
      ['export', '--to', 'onnx', '--out', 'x.keras'],
      '--to onnx writes a file in .onnx, and --out "x.keras" is another',
    ],
    [['export', 'one', '--model', 'two', '--to', 'onnx'], 'export writes one model at a time.'],
    [['train', '--epcohs', '3'], 'Unknown option --epcohs. Did you mean --epochs?'],
    [['train', '--epochs'], '--epochs needs a value.'],
    [['train', '--synthetic', '--epochs', 'many'], '--epochs takes a whole number of at least 1, not "many".'],
    [
      ['train', '--synthetic', '--optimizer', 'adma'],
      '--optimizer takes sgd, adam or adamw, not "adma". Did you mean adam?',
    ],
    [['train', '--synthetic', '--schedule', '{"type":"step"}'], '--schedule takes constant'],
    [
      ['train', '--synthetic', '--schedule', 'step'],
      '--schedule takes constant, cosine, one-cycle, step:<epochs>:<factor>',
    ],
    [['train', '--synthetic', '--preset', 'bst26'], 'Did you mean bst261?'],
    [['train', '--synthetic', '--data', 'x.csv'], '--data and --synthetic exclude each other.'],
    [['train'], 'Which data?'],
    [['train', '--synthetic', '--merge', 'disgust'], 'like disgust:angry'],
    [['evaluate', '--synthetic', '--split', 'public'], '--split takes train, validation, test or all, not "public".'],
    [['evaluate', '--synthetic', '--seed', '1'], '--seed is for --corruptions: without them nothing is random.'],
    [['predict'], 'Which images?'],
    [['inspect', 'a', 'b'], 'one dataset or model at a time'],
    [['native'], 'native takes one of install, status, remove.'],
    [['native', 'constructor'], 'native takes one of install, status, remove.'],
    [['predict', 'face.png', '--top', '0.5'], '--top takes a whole number of at least 1, not "0.5".'],
    [['native', 'instal'], 'Did you mean install?'],
    [['native', 'install', '--tensorflow', 'nowhere.whl'], 'not nowhere.whl, which does not exist'],
  ])('%j', async (args, message) => {
    const { code, out, error } = await run(...args);
    expect(error).toContain(message);
    expect(error).toMatch(/See ferkit( \w+)? --help\.\n$/);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

test('a value that the rule of an option refuses is told by its flag', async () => {
  const { code, error } = await run('train', '--synthetic', '--count', '21', '--average', '2');
  expect(error).toContain('--average takes off or a number above 0 and below 1, not "2".');
  expect(code).toBe(2);
});

test('what cannot be done ends with 1, in one line', async () => {
  const { code, out, error } = await run('inspect', 'nowhere.csv');
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(error).toMatch(/^ferkit: .*nowhere\.csv.*\n$/);
});

test.each([
  ['inspect', 'http://'],
  ['predict', 'file://elsewhere/face.png', '--whole'],
  ['predict', 'package.json/*.png'],
  ['evaluate', '--synthetic', '--count', '21', '--out', 'package.json/report.md'],
])('nor is it a surprise: %s %s', async (...args) => {
  const { code, error } = await run(...args);
  expect(code).toBe(1);
  expect(error).not.toContain('This is unexpected');
});

test('an interrupted command ends with 130', async () => {
  const controller = new AbortController();
  controller.abort(new Error('stop'));
  expect(await main(['doctor'], createTestHost({ signal: controller.signal }))).toBe(130);
});

test('pairs of labels have a colon or an equals sign between them', () => {
  expect(parsePairs('disgust:angry, fear=sad,a:b=c', 'merge', 'disgust:angry')).toEqual([
    ['disgust', 'angry'],
    ['fear', 'sad'],
    ['a:b', 'c'],
  ]);
});

test('a command is quoted so that a shell reads it back', () => {
  expect(quoteCommand(['--out', 'my runs/a', "it's", '--fraction', '0.1'])).toBe(
    String.raw`--out 'my runs/a' 'it'\''s' --fraction 0.1`,
  );
});
