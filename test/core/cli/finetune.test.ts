import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { encodePng } from '../datasets/support/encodePng';
import { Interrupted } from '#core/cli/failures';
import { main } from '#core/cli/main';
import { saveModel } from '@ferkit/core';
import { parseReport } from '@ferkit/core/metrics';
import { createStripes } from '../support/createStripes';
import { createTinyModel } from '../support/tinyNet';
import { createTestHost } from './support/createTestHost';

let room: string;
const inRoom = (...names: string[]): string => join(room, ...names);
const run = async (args: readonly string[], signal?: AbortSignal) => {
  const host = createTestHost(signal === undefined ? {} : { signal });
  const code = await main(['train', ...args], host);
  return { code, ...host.written };
};
let common: readonly string[];

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-from-'));
  const model = await createTinyModel();
  await saveModel(model, inRoom('base'));
  model.dispose();
  const stripes = createStripes({ size: 120, labels: ['left', 'right'], seed: 5 });
  for (let k = 0; k < stripes.size; k++) {
    const path = inRoom('photos', stripes.label(k), `${k}.png`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, encodePng(stripes.image(k)));
  }
  common = [
    ...['--from', inRoom('base'), '--data', inRoom('photos'), '--no-augment', '--backend', 'wasm'],
    ...['--head-epochs', '4', '--epochs', '6', '--learning-rate', '0.005'],
  ];
});
afterAll(() => rm(room, { recursive: true, force: true }));

const weightsOf = async (folder: string): Promise<string> => {
  const [name] = (await readdir(folder)).filter((file) => file.endsWith('.bin'));
  return (await readFile(join(folder, name!))).toString('base64');
};

describe('train --from', () => {
  it('makes a model of the labels of the data, and measures it', async () => {
    const { code, out, error } = await run([...common, '--tensorboard', '--out', inRoom('mine')]);
    expect({ code, error }).toMatchObject({ code: 0 });
    expect(out).toContain('The last layer\n');
    expect(out).toContain('All layers');
    const report = parseReport(await readFile(inRoom('mine', 'report.json'), 'utf8'));
    expect(report.model.labels).toEqual(['left', 'right']);
    expect(report.model.input.width).toBe(16);
    expect(report.samples).toBe(12);
    expect(report.accuracy).toBeGreaterThan(0.7);
    expect((await readdir(inRoom('mine'))).some((file) => file.includes('checkpoint'))).toBe(false);
  });

  it('keeps the epochs of both stages in its history, and runs tells the stage of the best one', async () => {
    interface Staged {
      readonly stage: string;
    }
    const history = JSON.parse(await readFile(inRoom('mine', 'history.json'), 'utf8')) as {
      readonly kept: string;
      readonly bestEpoch: number;
      readonly history: readonly Staged[];
    };
    const stages = [...Array<string>(4).fill('head'), ...Array<string>(6).fill('all')];
    expect(history.history.map(({ stage }) => stage)).toEqual(stages);
    const csv = (await readFile(inRoom('mine', 'history.csv'), 'utf8')).trim().split('\n').slice(1);
    expect(csv.map((line) => line.split(',')[0])).toEqual(stages);
    const lines = (await readFile(inRoom('mine', 'history.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Staged).stage)).toEqual(stages);
    expect(await readdir(inRoom('mine', 'tensorboard'))).toEqual(['all', 'head']);
    const host = createTestHost();
    expect(await main(['runs', inRoom('mine'), '--format', 'json'], host)).toBe(0);
    const { runs } = JSON.parse(host.written.out) as { readonly runs: readonly object[] };
    expect(runs[0]).toMatchObject({ epochs: 10, bestEpoch: history.bestEpoch, stage: history.kept });
  });

  it('resumes after Ctrl-C in its first stage, to the same weights', async () => {
    const controller = new AbortController();
    const host = createTestHost({ signal: controller.signal });
    const watched = {
      ...host,
      out: Object.assign(Object.create(host.out) as typeof host.out, {
        print: (...lines: readonly string[]) => {
          host.out.print(...lines);
          if (lines.some((line) => line.startsWith('epoch 2/4'))) controller.abort(new Interrupted('SIGINT'));
        },
      }),
    };
    expect(await main(['train', ...common, '--out', inRoom('again')], watched)).toBe(130);
    expect(host.written.error).toContain('--resume');
    expect(existsSync(inRoom('again', 'model.json'))).toBe(false);
    const { code, error } = await run(['--out', inRoom('again'), '--resume']);
    expect({ code, error }).toMatchObject({ code: 0 });
    expect(await weightsOf(inRoom('again'))).toBe(await weightsOf(inRoom('mine')));
  });
});

describe('train --from a checkpoint', () => {
  const restart = ['--data', '', '--no-augment', '--backend', 'wasm', '--head-epochs', '0', '--epochs', '2'];
  const warm = (...args: string[]) => run([...restart.with(1, inRoom('photos')), ...args]);

  beforeAll(async () => {
    const recipe = ['--data', inRoom('photos'), '--network', '{"stem":4,"widths":[4,8]}', '--backend', 'wasm'];
    expect((await run([...recipe, '--epochs', '2', '--average', '0.9', '--out', inRoom('first')])).code).toBe(0);
  }, 60_000);

  it('begins a new run with its weights, of the best epoch or those that are chosen', async () => {
    const best = await warm('--from', inRoom('first', 'last.safetensors'), '--out', inRoom('warm'));
    expect(best.code).toBe(0);
    expect(best.error).toContain('last.safetensors with 2 finished epochs: the weights of its best epoch.');
    expect(best.out).not.toContain('The last layer');
    const last = await warm('--from', inRoom('first'), '--from-weights', 'last', '--out', inRoom('warm-last'));
    expect(last.error).toContain('with 2 finished epochs: its last weights, not averaged.');
    expect(await weightsOf(inRoom('warm-last'))).not.toBe(await weightsOf(inRoom('warm')));
  });

  it('takes the folder of an unfinished run, whose checkpoint stays', async () => {
    await mkdir(inRoom('unfinished'));
    const checkpoint = inRoom('unfinished', 'checkpoint.safetensors');
    await copyFile(inRoom('first', 'last.safetensors'), checkpoint);
    const { code, error } = await warm('--from', inRoom('unfinished'), '--out', inRoom('warm-unfinished'));
    expect({ code, error }).toMatchObject({ code: 0 });
    expect(await weightsOf(inRoom('warm-unfinished'))).toBe(await weightsOf(inRoom('warm')));
    expect(existsSync(checkpoint)).toBe(true);
  });

  it('explains weights that are not there, and a checkpoint where a model is expected', async () => {
    const ofModel = await warm('--from', inRoom('base'), '--from-weights', 'last', '--out', inRoom('no'));
    expect(ofModel.code).toBe(2);
    expect(ofModel.error).toContain('--from-weights chooses weights of a checkpoint');
    const host = createTestHost();
    const checkpoint = inRoom('first', 'last.safetensors');
    expect(await main(['evaluate', '--model', checkpoint, '--data', inRoom('photos')], host)).toBe(1);
    expect(host.written.error).toContain('A checkpoint of a training is taken by ferkit train alone, as --from.');
    expect(existsSync(inRoom('no'))).toBe(false);
  });
});

test.each([
  [['--from', 'bundled', '--architecture', 'bst261'], '--from and --architecture exclude each other.'],
  [['--head-epochs', '3'], '--head-epochs is for --from.'],
  [['--from-weights', 'last'], '--from-weights is for --from.'],
])('%j is refused before data are read', async (args, message) => {
  const { code, error } = await run(['--data', inRoom('photos'), '--out', inRoom('refused'), ...args]);
  expect(code).toBe(2);
  expect(error).toContain(message);
  expect(existsSync(inRoom('refused'))).toBe(false);
});
