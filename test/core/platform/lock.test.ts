import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { platform } from '#core/platform/platform.node';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-lock-'));
  path = join(folder, 'checkpoint');
});
afterEach(() => rm(folder, { recursive: true }));

const busy = { name: 'FerError', code: 'STORAGE_BUSY' };

/** Leaves a lock as a process that is gone left it, and returns its number. */
async function leaveLock(changes: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  const holder = { pid: child.pid, host: hostname(), started: null, token: 'of another', ...changes };
  await writeFile(`${path}.lock`, JSON.stringify(holder));
  return child.pid!;
}

test('a second holder is refused, told who has it, and let in after the first', async () => {
  const release = await platform.lock(path);
  await expect(platform.lock(path)).rejects.toMatchObject({
    ...busy,
    details: { target: path, holder: `process ${process.pid}`, next: expect.stringContaining('.lock') as string },
  });
  const other = await platform.lock(join(folder, 'other'));
  await release();
  await release();
  const again = await platform.lock(path);
  await again();
  await other();
  expect(await readdir(folder)).toEqual([]);
});

test('of twenty that ask at once for what a dead process has, one gets it', async () => {
  await leaveLock();
  const asked = await Promise.allSettled(Array.from({ length: 20 }, () => platform.lock(path)));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(folder)).toEqual(['checkpoint.lock']);
});

test.for([
  ['whose number another process has by now', { pid: process.ppid, started: '1' }],
  ['whose number this process has by now', { pid: process.pid, started: '1' }],
] as const)('the lock of a process that is gone, %s, is taken over', async ([, holder], { skip }) => {
  skip(process.platform !== 'linux', 'only Linux tells when a process began');
  await leaveLock(holder);
  await (
    await platform.lock(path)
  )();
});

test('of a process on another machine nobody can tell', async () => {
  const pid = await leaveLock({ host: 'elsewhere' });
  await expect(platform.lock(path)).rejects.toMatchObject({
    ...busy,
    details: { holder: `process ${pid} on elsewhere` },
  });
});

test('a lock without content is one that is being made, or after a while one whose process was killed just then', async () => {
  await writeFile(`${path}.lock`, '');
  await expect(platform.lock(path)).rejects.toMatchObject(busy);
  const longAgo = Date.now() / 1000 - 60;
  await utimes(`${path}.lock`, longAgo, longAgo);
  await (
    await platform.lock(path)
  )();
});

test('what killed writers of the file left behind goes, and nothing else', async () => {
  const uuid = '01234567-89ab-cdef-0123-456789abcdef';
  const kept = ['.checkpoint.backup.tmp', `.other.${uuid}.tmp`, 'checkpoint'];
  for (const name of [...kept, `.checkpoint.${uuid}.tmp`]) await writeFile(join(folder, name), '');
  await (
    await platform.lock(path)
  )();
  expect((await readdir(folder)).sort()).toEqual(kept);
});

test('one that was removed by hand and taken by another is not removed by the first', async () => {
  const first = await platform.lock(path);
  await rm(`${path}.lock`);
  const second = await platform.lock(path);
  const content = await readFile(`${path}.lock`, 'utf8');
  await first();
  expect(await readFile(`${path}.lock`, 'utf8')).toBe(content);
  await second();
});

test('where no lock can be made, that is an error of the storage', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(platform.lock(join(folder, 'file', 'below'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
});

test('one whose folder has become a file is let go without a word, and hides no other error', async () => {
  const run = join(folder, 'run');
  const release = await platform.lock(join(run, 'checkpoint'));
  await rename(run, `${run}.moved`);
  await writeFile(run, '');
  await expect(release()).resolves.toBeUndefined();
});

test.skipIf(process.platform !== 'linux')('a folder in which no file can be made is told', async () => {
  await expect(platform.lock('/proc/checkpoint')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
});

test.each(['https://example.com/model', 'indexeddb:model', 'download:model', 'localstorage://model'])(
  '%s is no path to write to',
  async (target) => {
    const failure = { code: 'STORAGE_FAILED' };
    await expect(platform.lock(target)).rejects.toMatchObject(failure);
    await expect(platform.writeFile(target, new Uint8Array(1))).rejects.toMatchObject(failure);
    await expect(platform.removeFile(target)).rejects.toMatchObject(failure);
  },
);
