import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '#core/cli/main';
import { encodePng } from '../datasets/support/encodePng';
import { createTestHost } from './support/createTestHost';

/** Text in which no two parts are the same. */
function textOf(length: number, letters: string): string {
  let state = 7;
  return Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return letters[state % letters.length];
  }).join('');
}

const base64 = textOf(40_000, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const path = `/${textOf(6000, 'abcdefghijklmnopqrstuvwxyz').replace(/.{40}/g, '$&/')}`;
const contents = { base64, 'a data: URL': `data:image/png;base64,${base64}`, 'a long path': path };

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'ferkit-content-'))));
afterAll(() => rm(folder, { recursive: true }));

const commands: readonly (readonly [command: string, args: (text: string) => readonly string[]])[] = [
  ['predict', (text) => ['predict', text]],
  ['predict as JSON', (text) => ['predict', '--format', 'json', text]],
  ['predict --model', (text) => ['predict', '--model', text, 'a.png']],
  ['predict --out', (text) => ['predict', 'a.png', '--out', text]],
  ['inspect', (text) => ['inspect', text]],
  ['evaluate', (text) => ['evaluate', '--data', text]],
  ['evaluate of an operand', (text) => ['evaluate', text]],
  ['train', (text) => ['train', '--data', text, '--epochs', '1']],
  ['train --out', (text) => ['train', '--synthetic', '70', '--epochs', '1', '--out', text]],
  ['import', (text) => ['import', text]],
  ['export', (text) => ['export', text]],
  ['model show', (text) => ['model', 'show', text]],
  ['an unknown command', (text) => [text]],
  ['an unknown flag', (text) => ['predict', `--${text}`]],
  ['a wrong value', (text) => ['train', '--epochs', text]],
];

describe.each(commands)('%s', (_, argsOf) => {
  test.each(Object.entries(contents))('prints little of %s', async (_, content) => {
    const host = createTestHost({ environment: { FERKIT_DEBUG: '1' } });
    expect(await main(argsOf(content), host)).not.toBe(0);
    const printed = host.written.out + host.written.error;
    for (let at = 0; at + 250 <= content.length; at += 50) {
      expect(printed.includes(content.slice(at, at + 250)), printed.slice(0, 400)).toBe(false);
    }
  });
});

test('an image as a data: URL is classified, and named by its hash', async () => {
  const png = encodePng({ width: 48, height: 48, pixels: new Uint8Array(48 * 48).fill(90) });
  const address = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  for (const [operand, input] of [
    [address, ''],
    ['-', `${address}\n`],
  ] as const) {
    const host = createTestHost({ input });
    const out = join(folder, `results-${operand.length}.ndjson`);
    expect(await main(['predict', '--backend', 'cpu', '--out', out, operand], host), host.written.error).toBe(0);
    const [line] = (await readFile(out, 'utf8')).trim().split('\n');
    expect(line).toMatch(/"data:[0-9a-f]{16}"/);
    expect(line).not.toContain(address.slice(30, 90));
  }
});
