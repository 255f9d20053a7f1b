import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../datasets/support/encodePng';
import { main } from '#core/cli/main';
import { toGray } from '#core/images/GrayImage';
import { drawScene, type ScenePerson } from '../../../stories/fixtures/drawScene';
import { createTestHost } from './support/createTestHost';

async function run(...args: string[]) {
  const host = createTestHost();
  const code = await main(args, host);
  return { code, ...host.written };
}

let room: string;
const write = async (path: string, people: readonly ScenePerson[]): Promise<void> => {
  await mkdir(dirname(join(room, path)), { recursive: true });
  await writeFile(join(room, path), encodePng(toGray(drawScene(480, 240, people))));
};

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-photos-'));
  const person = { x: 150, y: 120, size: 150 };
  await write('photos/happy/1.png', [{ ...person, seed: 1, expression: 'happy' }]);
  await write('photos/happy/wall.png', []);
  await write('photos/sad/2.png', [{ ...person, seed: 2, expression: 'sad' }]);
  await write('photos/sad/pair.png', [
    { x: 120, y: 120, size: 160 },
    { x: 380, y: 130, size: 50, seed: 3 },
  ]);
  await write('walls/happy/1.png', []);
});
afterAll(() => rm(room, { recursive: true }));

describe('a folder of photos', () => {
  test('is cropped to the faces, and inspect tells so', async () => {
    const { code, out, error } = await run('inspect', join(room, 'photos'));
    expect(error).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('photos: 3 images of 48 x 48');
    expect(out).toMatch(/^faces +3 faces cropped, 1 of them from a picture of several faces$/m);
    expect(out).toContain('1 image without a face: happy/wall.png');
    const { out: json } = await run('inspect', join(room, 'photos'), '--json');
    expect(JSON.parse(json)).toMatchObject({
      faces: { cropped: 3, whole: 0, several: 1, severalSources: ['sad/pair.png'] },
      skipped: { kinds: { 'no-face': 1 } },
    });
  });

  test('is taken whole with --faces false', async () => {
    const { code, out } = await run('inspect', join(room, 'photos'), '--faces', 'false');
    expect(code).toBe(0);
    expect(out).toMatch(/^faces +4 pictures taken whole$/m);
  });

  test('without any face names the flag', async () => {
    const { code, error } = await run('inspect', join(room, 'walls'));
    expect(code).toBe(1);
    expect(error).toContain('1 image without a face');
    expect(error).toContain('--faces false');
  });

  test('refuses other values of --faces', async () => {
    const { code, error } = await run('inspect', join(room, 'photos'), '--faces', 'none of them');
    expect(code).toBe(2);
    expect(error).toContain('--faces takes auto or false, not "none of them".');
  });
});
