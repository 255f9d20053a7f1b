import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isFerError } from '@ferkit/core/datasets';
import { loadModel, saveModel, train } from '@ferkit/core';
import { testBackend } from '../core/support/testBackend';
import { createTinyModel, readWeights } from '../core/support/tinyNet';
import { crashData, crashOptions, hashWeights } from './support/crashing';
import { reportFigures } from './support/report';
import { buildProgram, startChild } from './support/startChild';

let program: string;
let folder: string;
beforeAll(async () => {
  program = await buildProgram('crashChild');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-storage-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const isRoot = process.getuid?.() === 0;
const run = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const withoutHidden = (names: readonly string[]): string[] => names.filter((name) => !name.startsWith('.')).sort();

describe('a full disk', () => {
  let disk: string;
  let isMounted = false;
  beforeEach(async () => {
    disk = join(folder, 'disk');
    await mkdir(disk);
    isMounted = isRoot && run('mount', '-t', 'tmpfs', '-o', 'size=128k', 'none', disk);
  });
  afterEach(() => {
    if (isMounted && !run('umount', disk)) throw new Error(`${disk} cannot be unmounted`);
  });

  /** Fills the disk up to the given number of free bytes. */
  async function fillUp(free: number): Promise<void> {
    const { bavail, bsize } = await statfs(disk);
    await writeFile(join(disk, 'filler'), new Uint8Array(Math.max(0, bavail * bsize - free)));
  }

  test('stops a run with a typed error and keeps the previous checkpoint', async ({ skip }) => {
    skip(!isMounted, 'a small disk can be mounted by root only');
    const path = join(disk, 'checkpoint.safetensors');
    const model = await createTinyModel();
    const controller = new AbortController();
    const first = train(model, crashData, {
      ...crashOptions,
      checkpoint: path,
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === 'epoch') controller.abort(new Error('enough'));
      },
    });
    await expect(first).rejects.toThrow('enough');
    const kept = await readFile(path);
    await fillUp(4096);
    const { numTensors } = tf.memory();
    const second = train(model, crashData, { ...crashOptions, checkpoint: path });
    await expect(second).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { received: 'ENOSPC', next: expect.stringContaining('space') as string },
    });
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(await readFile(path)).toEqual(kept);
    expect((await readdir(disk)).sort()).toEqual(['checkpoint.safetensors', 'filler']);

    await rm(join(disk, 'filler'));
    const [whole, resumed] = [await createTinyModel(), await createTinyModel()];
    await train(whole, crashData, crashOptions);
    await train(resumed, crashData, { ...crashOptions, checkpoint: path });
    expect(await hashWeights(resumed)).toBe(await hashWeights(whole));
    for (const used of [model, whole, resumed]) used.dispose();
  });

  test('keeps the previous model, at whichever byte it fills up', async ({ skip }) => {
    skip(!isMounted, 'a small disk can be mounted by root only');
    const [old, next] = [await createTinyModel({ seed: 1 }), await createTinyModel({ seed: 2 })];
    await saveModel(old, disk);
    const before = withoutHidden(await readdir(disk));
    let [failed, saved] = [0, 0];
    for (let free = 0; free <= 40 * 1024; free += 4096) {
      await fillUp(free);
      const error: unknown = await saveModel(next, disk).catch((reason: unknown) => reason);
      await rm(join(disk, 'filler'));
      const found = await loadModel(disk, { backend: testBackend });
      if (isFerError(error, 'STORAGE_FAILED')) {
        failed++;
        expect(await readdir(disk)).toEqual(expect.arrayContaining(before));
        expect(await readWeights(found)).toEqual(await readWeights(old));
      } else {
        saved++;
        expect(error).not.toBeInstanceOf(Error);
        expect(await readWeights(found)).toEqual(await readWeights(next));
        await saveModel(old, disk);
      }
      found.dispose();
    }
    expect(Math.min(failed, saved)).toBeGreaterThan(0);
    reportFigures('saved on a disk that fills up', { 'kept the old model': failed, 'got the new one': saved });
    for (const model of [old, next]) model.dispose();
  });

  test('gives the same error as a limit on the file size', async ({ skip }) => {
    skip(process.platform === 'win32', 'Windows has no limit of the file size');
    // The unit is 512 bytes. Node ignores SIGXFSZ, so that the write fails instead.
    const child = startChild(program, ['once', join(folder, 'model'), '1'], { limit: 'ulimit -f 4' });
    await child.ended;
    expect(child.lines.at(-1)).toMatch(/^error STORAGE_FAILED .*EFBIG/);
    expect(await readdir(join(folder, 'model'))).toEqual([]);
  });
});

describe('a folder without write permission', () => {
  test('is refused before training or saving', async ({ skip }) => {
    const locked = join(folder, 'locked');
    await mkdir(locked);
    // Root ignores permissions: only a read-only mount refuses its writes.
    const isMounted = isRoot && run('mount', '-t', 'tmpfs', '-o', 'size=16k,ro', 'none', locked);
    skip(isRoot && !isMounted, 'root may write everywhere, and nothing can be mounted here');
    if (!isRoot) await chmod(locked, 0o500);
    try {
      const model = await createTinyModel();
      const before = await readWeights(model);
      const refused = { code: 'STORAGE_FAILED', details: { received: isRoot ? 'EROFS' : 'EACCES' } };
      const path = join(locked, 'checkpoint.safetensors');
      await expect(train(model, crashData, { ...crashOptions, checkpoint: path })).rejects.toMatchObject(refused);
      await expect(saveModel(model, locked)).rejects.toMatchObject(refused);
      // Some systems report ENOENT if a folder cannot be created.
      await expect(saveModel(model, join(locked, 'below'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
      expect(await readWeights(model)).toEqual(before);
      model.dispose();
    } finally {
      if (isMounted) run('umount', locked);
    }
  });
});

describe('a checkpoint', () => {
  test('truncated at any length is refused, and neither file nor model changes', async () => {
    const path = join(folder, 'checkpoint.safetensors');
    const model = await createTinyModel();
    await train(model, crashData, { ...crashOptions, epochs: 1, checkpoint: path });
    const whole = await readFile(path);
    const other = await createTinyModel();
    const before = await readWeights(other);
    const { numTensors } = tf.memory();
    let cuts = 0;
    for (let length = 0; length < whole.length; length += length < 2048 ? 61 : 487) {
      const cut = whole.subarray(0, length);
      await writeFile(path, cut);
      const again = train(other, crashData, { ...crashOptions, epochs: 1, checkpoint: path });
      await expect(again).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
      expect(Buffer.compare(await readFile(path), cut)).toBe(0);
      cuts++;
    }
    expect(await readWeights(other)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
    reportFigures('checkpoints cut off', { 'lengths tried': cuts, of: `${whole.length} bytes` });
    for (const used of [model, other]) used.dispose();
  });

  test('is locked by one of two processes, and free once that process is killed', async () => {
    const path = join(folder, 'checkpoint.safetensors');
    const first = startChild(program, ['train', path]);
    await first.untilPrinted(/^checkpoint (?!0 0)/);
    first.process.kill('SIGSTOP');
    const second = startChild(program, ['train', path]);
    expect((await second.ended).code).toBe(1);
    expect(second.lines.at(-1)).toMatch(new RegExp(`^error STORAGE_BUSY .*process ${first.process.pid}\\b`));
    first.process.kill('SIGKILL');
    await first.ended;
    const third = startChild(program, ['train', path]);
    expect(await third.ended).toEqual({ code: 0, signal: null, error: '' });
    expect(await third.untilPrinted(/^resumed/)).not.toBe('resumed 0 0');
    expect(await readdir(folder)).toEqual(['checkpoint.safetensors']);
  });
});
