import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Calibration } from '@ferkit/core';
import { parseReport } from '@ferkit/core/metrics';
import { ferkit, startFerkit, type Ended } from './support/spawnFerkit';
import { writeFacesCsv, writeFacesFolder } from './support/writeFaces';

// The real program in processes of its own, on real files. Its runs are small and take seconds all the same.
const PATIENCE = 240_000;
const CONTROL_CHARACTER = /[^\P{Cc}\n]/u;

let room: string;
let csv: string;
const inRoom = (...parts: readonly string[]): string => join(room, ...parts);
const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;

interface ModelJson {
  readonly userDefinedMetadata: {
    readonly ferkit: { readonly labels: readonly string[]; readonly weights: { readonly sha256: string } };
  };
}

const hashOf = async (folder: string): Promise<string> =>
  (await readJson<ModelJson>(join(folder, 'model.json'))).userDefinedMetadata.ferkit.weights.sha256;

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-cli-'));
  csv = await writeFacesCsv(inRoom('faces.csv'), 105);
});

afterAll(() => rm(room, { recursive: true, force: true }));

describe('from a CSV to a prediction', () => {
  let model: string;
  let trained: Ended;

  beforeAll(async () => {
    model = inRoom('runs', 'first');
    trained = await ferkit(
      ...['train', '--data', csv, '--merge', 'disgust:angry', '--epochs', '2', '--batch-size', '16'],
      ...['--backend', 'wasm', '--precision', 'float16', '--out', model],
    );
  }, PATIENCE);

  test('train says what it used and how each epoch went, without control characters', () => {
    expect(trained).toMatchObject({ code: 0, error: '' });
    expect(trained.out).not.toMatch(CONTROL_CHARACTER);
    expect(trained.out).toContain('fer-cnn on faces: angry, fear, happy, sad, surprise, neutral');
    expect(trained.out).toContain('backend     wasm: WebAssembly');
    expect(trained.out).toContain('83 for training, 11 for validation');
    expect(trained.out).toMatch(/2 epochs of 6 batches, seed 0/);
    expect(trained.out.match(/^epoch \d\/2 .*validation: loss/gm)).toHaveLength(2);
    expect(trained.out).toMatch(/^epoch .* best$/m);
  });

  test(
    'a smaller network learns from the one that was trained',
    async () => {
      const student = inRoom('runs', 'student');
      const options = [
        '--data',
        csv,
        '--merge',
        'disgust:angry',
        '--epochs',
        '1',
        '--backend',
        'wasm',
        '--out',
        student,
      ];
      const network = ['--network', '{"stem":4,"widths":[4,8]}'];
      const ended = await ferkit('train', ...options, ...network, '--teacher', model, '--teacher-share', '0.5');
      expect(ended).toMatchObject({ code: 0, error: '' });
      expect(ended.out).toContain(`Distilling ${model} on 83 images.`);
      const { architecture } = (
        await readJson<{ userDefinedMetadata: { ferkit: { architecture: { options: object } } } }>(
          join(student, 'model.json'),
        )
      ).userDefinedMetadata.ferkit;
      expect(architecture.options).toMatchObject({ stem: 4, widths: [4, 8] });
    },
    PATIENCE,
  );

  test.each([
    [['--network', '[1]'], '--network takes an object in JSON'],
    [['--network', '{"steam":1}'], '--network: Unknown option "steam". Did you mean "stem"?'],
    [['--teacher-share', '0.5'], '--teacher-share needs a --teacher'],
    [['--teacher', 'nowhere'], 'nowhere'],
  ])('train %j is refused', async (flags, message) => {
    const ended = await ferkit('train', '--data', csv, '--backend', 'wasm', '--out', inRoom('refused'), ...flags);
    expect(ended.code).not.toBe(0);
    expect(ended.error).toContain(message);
    expect(existsSync(inRoom('refused', 'model.json'))).toBe(false);
  });

  test('train leaves the model, its report and its history, and its last checkpoint', async () => {
    expect((await readdir(model)).map((name) => name.replace(/\.[0-9a-f]{8}\./, '.HASH.')).sort()).toEqual([
      'history.csv',
      'history.json',
      'history.jsonl',
      'last.safetensors',
      'model.json',
      'report.html',
      'report.json',
      'run.json',
      'weights.HASH.bin',
    ]);
    expect((await readFile(join(model, 'history.csv'), 'utf8')).trim().split('\n')).toHaveLength(3);
    const { reason, history } = await readJson<{ reason: string; history: unknown[] }>(join(model, 'history.json'));
    expect({ reason, epochs: history.length }).toEqual({ reason: 'completed', epochs: 2 });
  });

  test(
    'evaluate finds the scores that train wrote, and shows and writes them',
    async () => {
      const written = parseReport(await readFile(join(model, 'report.json'), 'utf8'));
      const file = inRoom('report.json');
      const common = ['evaluate', '--model', model, '--data', csv, '--merge', 'disgust:angry', '--backend', 'wasm'];
      const [shown, saved] = [await ferkit(...common), await ferkit(...common, '--out', file)];
      expect(shown).toMatchObject({ code: 0, error: '' });
      expect(shown.out).not.toMatch(CONTROL_CHARACTER);
      expect(shown.out).toContain(`accuracy ${(100 * written.accuracy).toFixed(2)} %`);
      expect(shown.out).toContain('true \\ predicted');
      expect(saved).toMatchObject({ code: 0, out: '' });
      expect(parseReport(await readFile(file, 'utf8')).confusion).toEqual(written.confusion);
    },
    PATIENCE,
  );

  test(
    'evaluate refuses a dataset with other labels than the model',
    async () => {
      const { code, error } = await ferkit('evaluate', '--model', model, '--data', csv, '--backend', 'wasm');
      expect(code).toBe(1);
      expect(error).toContain('angry, fear, happy, sad, surprise, neutral');
    },
    PATIENCE,
  );

  test(
    'predict answers for folders, patterns and standard input with a line of JSON each; bad files do not stop it',
    async () => {
      const folder = await writeFacesFolder(inRoom('images'), 21);
      await writeFile(join(folder, 'broken.png'), 'no image');
      const run = startFerkit(
        ['predict', '--model', model, '--json', '--top', '2', '--backend', 'wasm', join(folder, '**', '1?.png'), '-'],
        `${join(folder, 'broken.png')}\n`,
      );
      const { code, out, error } = await run.ended;
      const lines = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines).toHaveLength(11);
      for (const { file, faces } of lines.slice(0, 10) as {
        file: string;
        faces: { label: string; scores: unknown[] }[];
      }[]) {
        expect(faces).toHaveLength(1);
        const { label, scores } = faces[0]!;
        expect(file).toMatch(/1\d\.png$/);
        expect(['angry', 'fear', 'happy', 'sad', 'surprise', 'neutral']).toContain(label);
        expect(scores).toHaveLength(2);
      }
      expect(lines[10]).toMatchObject({ file: join(folder, 'broken.png'), error: { code: 'IMAGE_UNREADABLE' } });
      expect(error).toContain('broken.png');
      expect(code).toBe(1);
    },
    PATIENCE,
  );

  test(
    'inspect tells what is in the model',
    async () => {
      const { code, out } = await ferkit('inspect', model);
      expect(code).toBe(0);
      expect(out).toContain('6: angry, fear, happy, sad, surprise, neutral');
      expect(out).toContain('of float16');
      expect(out).toContain(await hashOf(model));
    },
    PATIENCE,
  );

  test(
    'train does not replace the model unless told to',
    async () => {
      const before = await hashOf(model);
      const { code, error } = await ferkit('train', '--data', csv, '--out', model);
      expect(code).toBe(1);
      expect(error).toContain('--overwrite');
      expect(await hashOf(model)).toBe(before);
    },
    PATIENCE,
  );
});

test(
  'demo trains, evaluates and classifies a drawn face, and prints each command',
  async () => {
    const out = inRoom('demo');
    const { code, error, out: printed } = await ferkit('demo', '--count', '140', '--epochs', '1', '--out', out);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const commands = [...printed.matchAll(/^\$ .*? (train|evaluate|predict) /gm)].map(([, command]) => command);
    expect(commands).toEqual(['train', 'evaluate', 'predict']);
    expect(existsSync(join(out, 'surprise.png'))).toBe(true);
  },
  PATIENCE,
);

test(
  'inspect tells what is in a folder of images',
  async () => {
    const folder = await writeFacesFolder(inRoom('folder'), 42);
    const { code, out } = await ferkit('inspect', folder, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      total: 42,
      labels: expect.arrayContaining(['happy', 'neutral']) as unknown,
    });
  },
  PATIENCE,
);

describe('Ctrl-C', () => {
  const recipe = ['--epochs', '3', '--batch-size', '8', '--backend', 'wasm', '--seed', '5'];

  test(
    'ends training with 130 and a checkpoint, and the command it prints resumes to the weights of an uninterrupted run',
    async () => {
      const whole = inRoom('whole');
      expect(await ferkit('train', '--data', csv, ...recipe, '--out', whole)).toMatchObject({ code: 0 });

      const out = inRoom('interrupted');
      const run = startFerkit(['train', '--data', csv, ...recipe, '--out', out]);
      await run.untilPrinted(/^epoch 1\/3/m);
      run.child.kill('SIGINT');
      const { code, error } = await run.ended;
      expect(code).toBe(130);
      expect(existsSync(join(out, 'checkpoint.safetensors'))).toBe(true);
      expect(existsSync(join(out, 'model.json'))).toBe(false);

      const refused = await ferkit('train', '--data', csv, ...recipe, '--out', out);
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.error).toContain('--resume');

      const command = error.split('\n').find((line) => line.includes('--resume'))!;
      const resumed = await ferkit('train', ...command.split(' train ')[1]!.split(' '));
      expect(resumed).toMatchObject({ code: 0, error: '' });
      expect(resumed.out).toMatch(/resumes {5}in epoch [23]/);
      expect(await hashOf(out)).toBe(await hashOf(whole));
      expect(existsSync(join(out, 'checkpoint.safetensors'))).toBe(false);
    },
    PATIENCE,
  );

  test(
    'a request to terminate does the same',
    async () => {
      const out = inRoom('terminated');
      const run = startFerkit(['train', '--data', csv, ...recipe, '--out', out]);
      await run.untilPrinted(/^epoch 1\/3/m);
      run.child.kill('SIGTERM');
      expect(await run.ended).toMatchObject({ code: 143 });
      expect(existsSync(join(out, 'checkpoint.safetensors'))).toBe(true);
    },
    PATIENCE,
  );
});

test(
  'a missing dataset is told on standard error, and nothing is written',
  async () => {
    const out = inRoom('nothing');
    const { code, out: printed, error } = await ferkit('train', '--data', inRoom('missing.csv'), '--out', out);
    expect({ code, printed }).toEqual({ code: 1, printed: '' });
    expect(error).toContain('missing.csv');
    expect(error).not.toContain('    at ');
    expect(existsSync(out)).toBe(false);
  },
  PATIENCE,
);

test(
  'events come as JSON for a program',
  async () => {
    // Enough samples of validation for a calibration.
    const more = await writeFacesCsv(inRoom('more.csv'), 210);
    const { code, out, error } = await ferkit(
      ...['train', '--data', more, '--epochs', '1', '--batch-size', '84', '--architecture', 'mini-xception'],
      ...['--no-augment', '--backend', 'wasm', '--json', '--out', inRoom('json')],
    );
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; path?: string; calibration?: Calibration });
    expect(events.map(({ type }) => type)).toEqual(['start', 'batch', 'batch', 'epoch', 'checkpoint', 'saved']);
    const { path, calibration } = events.at(-1)!;
    expect(path).toBe(join(inRoom('json'), 'model.json'));
    expect(calibration).toMatchObject({ method: 'temperature', before: {}, after: {} });
    expect(calibration!.after.nll).toBeLessThanOrEqual(calibration!.before.nll);
  },
  PATIENCE,
);
