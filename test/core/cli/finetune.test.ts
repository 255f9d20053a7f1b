import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
    const { code, out, error } = await run([...common, '--out', inRoom('mine')]);
    expect({ code, error }).toMatchObject({ code: 0 });
    expect(out).toContain('The new last layer');
    expect(out).toContain('All layers');
    const report = parseReport(await readFile(inRoom('mine', 'report.json'), 'utf8'));
    expect(report.model.labels).toEqual(['left', 'right']);
    expect(report.model.input.width).toBe(16);
    expect(report.samples).toBe(12);
    expect(report.accuracy).toBeGreaterThan(0.7);
    expect((await readdir(inRoom('mine'))).some((file) => file.includes('checkpoint'))).toBe(false);
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

test.each([
  [['--from', 'bundled', '--architecture', 'bst261'], '--from and --architecture exclude each other.'],
  [['--head-epochs', '3'], '--head-epochs is for --from.'],
])('%j is refused before data are read', async (args, message) => {
  const { code, error } = await run(['--data', inRoom('photos'), '--out', inRoom('refused'), ...args]);
  expect(code).toBe(2);
  expect(error).toContain(message);
  expect(existsSync(inRoom('refused'))).toBe(false);
});
