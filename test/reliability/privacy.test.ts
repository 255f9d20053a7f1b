import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildProgram, startChild } from './support/startChild';

let program: string;
beforeAll(async () => {
  program = await buildProgram('privacyChild');
});

async function reachOf(...args: readonly string[]): Promise<{ lines: readonly string[]; reached: readonly string[] }> {
  const child = startChild(program, args);
  expect(await child.ended).toEqual({ code: 0, signal: null, error: '' });
  const last = child.lines.at(-1)!;
  expect(last).toMatch(/^reached /);
  return { lines: child.lines, reached: JSON.parse(last.slice('reached '.length)) as readonly string[] };
}

test('in Node nothing opens a socket or looks up a name: loading, classifying, explaining, training, saving', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ferkit-privacy-'));
  const { lines, reached } = await reachOf('use', folder);
  expect(lines).toEqual(expect.arrayContaining(['faces 1', expect.stringMatching(/^evaluated [1-9]/)]));
  expect(reached).toEqual([]);
});

test('which would be noticed', async () => {
  const { reached } = await reachOf('phone');
  expect(reached).toEqual(expect.arrayContaining(['GETADDRINFOREQWRAP', 'TCPCONNECTWRAP']));
});
