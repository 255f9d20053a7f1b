import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { platform } from '#core/platform/platform.node';
import { read } from './collect';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writing files', () => {
  it('writes into folders that do not exist yet, and leaves nothing else there', async () => {
    const path = join(folder, 'runs', 'one', 'model.json');
    await platform.writeFile(path, Uint8Array.of(1, 2, 3));
    expect([...(await readFile(path))]).toEqual([1, 2, 3]);
    expect(await readdir(join(folder, 'runs', 'one'))).toEqual(['model.json']);
  });

  it('replaces what was there', async () => {
    const path = join(folder, 'a');
    await platform.writeFile(path, new Uint8Array(100));
    await platform.writeFile(path, Uint8Array.of(7));
    expect([...(await readFile(path))]).toEqual([7]);
  });

  it('takes file URLs', async () => {
    await platform.writeFile(pathToFileURL(join(folder, 'a b')).href, Uint8Array.of(7));
    expect(await platform.hasFile(pathToFileURL(join(folder, 'a b')).href)).toBe(true);
    expect(await readdir(folder)).toEqual(['a b']);
  });

  it('lets a reader see the old or the new content, never a part, while it is replaced again and again', async () => {
    const path = join(folder, 'checkpoint');
    const versions = [new Uint8Array(300_000).fill(1), new Uint8Array(400_000).fill(2)];
    await platform.writeFile(path, versions[0]!);
    const writer = { done: false };
    const writing = (async () => {
      for (let round = 0; round < 20; round++) await platform.writeFile(path, versions[round % 2]!);
      writer.done = true;
    })();
    while (!writer.done) {
      const seen = await readFile(path);
      expect(versions.some((version) => seen.equals(version))).toBe(true);
    }
    await writing;
  });

  it('keeps the old content and cleans up when the new cannot take its place', async () => {
    await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
    await expect(platform.writeFile(join(folder, 'taken'), Uint8Array.of(1))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { target: join(folder, 'taken') },
    });
    expect(await readdir(folder)).toEqual(['taken']);
    expect(await readdir(join(folder, 'taken'))).toEqual(['inside']);
  });

  it('says why it cannot write, and what to do', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(platform.writeFile(join(folder, 'file', 'below'), Uint8Array.of(1))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { received: expect.stringMatching(/ENOTDIR|EEXIST/) as string, next: expect.any(String) as string },
    });
  });
});

describe('removing files', () => {
  it('removes a file, and is content where there is none', async () => {
    const path = join(folder, 'a');
    await platform.writeFile(path, Uint8Array.of(1));
    await platform.removeFile(path);
    expect(await readdir(folder)).toEqual([]);
    await platform.removeFile(path);
  });

  it('does not remove a folder', async () => {
    await expect(platform.removeFile(folder)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await platform.isFolder(folder)).toBe(true);
  });
});

describe('folders', () => {
  it('tells folders from everything else', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await platform.isFolder(folder)).toBe(true);
    expect(await platform.isFolder(pathToFileURL(folder))).toBe(true);
    expect(await platform.isFolder(join(folder, 'file'))).toBe(false);
    expect(await platform.isFolder(join(folder, 'none'))).toBe(false);
    expect(await platform.isFolder('https://example.org/faces/')).toBe(false);
    expect(await platform.isFolder(new Blob([]))).toBe(false);
  });

  it('lists files of all depths, sorted by path, in a form that can be opened', async () => {
    for (const path of ['train/sad/10.png', 'train/sad/9.png', 'train/happy/a b.png', 'test/x.png', 'Z.txt']) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), path);
    }
    await mkdir(join(folder, 'empty'));
    const { files: entries, emptyFolders } = await platform.listFolder(folder);
    expect(emptyFolders).toEqual(['empty']);
    expect(entries.map(({ path }) => path)).toEqual([
      'Z.txt',
      'test/x.png',
      'train/happy/a b.png',
      'train/sad/10.png',
      'train/sad/9.png',
    ]);
    for (const { path, source } of entries) expect((await read(source)).toString()).toBe(path);
  });

  it('follows links to files and folders, and ends where they make a circle or lead nowhere', async () => {
    await mkdir(join(folder, 'real'));
    await mkdir(join(folder, 'set'));
    await writeFile(join(folder, 'real', '1.png'), '');
    await symlink(join(folder, 'real'), join(folder, 'set', 'happy'));
    await symlink(join(folder, 'real', '1.png'), join(folder, 'set', 'link.png'));
    await symlink(join(folder, 'set'), join(folder, 'set', 'again'));
    await symlink(join(folder, 'nowhere'), join(folder, 'set', 'broken'));
    const { files, skipped } = await platform.listFolder(join(folder, 'set'));
    expect(files.map(({ path }) => path)).toEqual(['happy/1.png', 'link.png']);
    expect(skipped.map(({ kind, source }) => [kind, source])).toEqual([
      ['unreadable', 'broken'],
      ['duplicate', 'again'],
    ]);
  });

  it('says why a folder cannot be listed', async () => {
    await expect(platform.listFolder(join(folder, 'none'))).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      details: { received: 'no such file or folder (ENOENT)' },
    });
  });

  it('stops when it is told to', async () => {
    const reason = new Error('enough');
    await expect(platform.listFolder(folder, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
