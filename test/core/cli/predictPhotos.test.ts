import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodePng } from '../datasets/support/encodePng';
import { main } from '#core/cli/main';
import { toGray } from '#core/images/GrayImage';
import { turnImage } from '#core/faces/turnImage';
import { drawScene, type ScenePerson } from '../../../stories/fixtures/drawScene';
import { createTestHost } from './support/createTestHost';
import { saveTinyModel } from './support/tinyInputs';

const fixture = (file: string): URL => new URL(`../../fixtures/images/${file}`, import.meta.url);

/** Pictures of 24 x 16 pixels by their formats. */
const decoded = {
  GIF: 'palette.gif',
  'an animated GIF': 'animated.gif',
  BMP: 'picture.bmp',
  'a CMYK JPEG': 'cmyk.jpg',
  'a YCCK JPEG': 'ycck.jpg',
  'animated WebP': 'animated.webp',
  AVIF: 'picture.avif',
  TIFF: 'picture.tiff',
};
const files = [...Object.values(decoded), 'picture.heic'].sort();

let room: string;
let model: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-predict-photos-'));
  model = await saveTinyModel(join(room, 'model'));
  await mkdir(join(room, 'pictures'));
  for (const file of files) await copyFile(fixture(file), join(room, 'pictures', file));
  const run = promisify(execFile);
  await run('tar', ['cf', join(room, 'pictures.tar'), '-C', join(room, 'pictures'), ...files]);
  await run('tar', ['czf', join(room, 'pictures.tgz'), '-C', join(room, 'pictures'), ...files]);
});
afterAll(() => rm(room, { recursive: true }));

async function predict(args: readonly string[], input?: Uint8Array | string) {
  const host = createTestHost(input === undefined ? {} : { input });
  const code = await main(['predict', '--backend', 'cpu', ...args], host);
  return { code, ...host.written };
}

interface Line {
  readonly file: string;
  readonly faces?: readonly { readonly scores: readonly object[] }[];
  readonly error?: { readonly code: string };
}

const readLines = (text: string): Line[] => JSON.parse(`[${text.trim().replaceAll('\n', ',')}]`) as Line[];
const tiny = (): string[] => ['--model', model, '--whole'];

describe.each([
  ['a folder', () => [join(room, 'pictures')], undefined],
  ['a tar archive', () => [join(room, 'pictures.tar')], undefined],
  ['a gzip tar archive', () => [join(room, 'pictures.tgz')], undefined],
  ['a tar archive on standard input', () => ['-'], () => readFile(join(room, 'pictures.tar'))],
  ['names on standard input', () => ['-'], () => files.map((file) => join(room, 'pictures', file)).join('\n')],
] as const)('pictures of all formats in %s', (_, operands, readInput) => {
  test('have a result each, but HEIC, whose error says what to do', async () => {
    const { code, out, error } = await predict([...tiny(), '--json', ...operands()], await readInput?.());
    const lines = readLines(out);
    expect(lines.map(({ file, faces }) => [file.split('/').at(-1), faces?.length])).toEqual(
      files.map((file) => [file, file === 'picture.heic' ? undefined : 1]),
    );
    expect(lines.find(({ error }) => error !== undefined)?.error?.code).toBe('IMAGE_UNREADABLE');
    expect(error).toMatch(/picture\.heic.*HEIC/);
    expect(code).toBe(1);
  });
});

describe('one picture on standard input', () => {
  test.each(Object.entries(decoded))('is classified: %s', async (_, file) => {
    const { code, out, error } = await predict([...tiny(), '--json', '-'], await readFile(fixture(file)));
    expect([code, error]).toEqual([0, '']);
    expect(readLines(out)).toMatchObject([{ file: '-', faces: [{}] }]);
  });

  test.each([
    ['picture.heic', /HEIC.*JPEG/s],
    ['picture.ico', /ICO/],
  ])('is refused with its format: %s', async (file, words) => {
    const { code, error } = await predict([...tiny(), '-'], await readFile(fixture(file)));
    expect(code).toBe(1);
    expect(error).toMatch(words);
  });
});

test('a ZIP archive is refused with the way out, as a file and on standard input', async () => {
  const zip = Buffer.from('PK\x03\x04\x14\0\0\0\0\0', 'latin1');
  await writeFile(join(room, 'pictures.zip'), zip);
  for (const [operand, input] of [[join(room, 'pictures.zip')], ['-', zip]] as const) {
    const { code, error } = await predict([...tiny(), operand], input);
    expect(code).toBe(1);
    expect(error).toMatch(/ZIP.*Extract the images first/s);
  }
});

describe('text', () => {
  const write = async (name: string, people: readonly ScenePerson[], turn: 0 | 90 = 0): Promise<string> => {
    const scene = turnImage(drawScene(480, 320, people), turn);
    await writeFile(join(room, name), encodePng(toGray(scene)));
    return join(room, name);
  };
  const left = { x: 110, y: 160, size: 130, seed: 1 } as const;
  const right = { x: 350, y: 160, size: 170, seed: 2 } as const;

  test('numbers the faces of a group as one reads, and one face not', async () => {
    const [group, single] = [await write('group.png', [right, left]), await write('single.png', [right])];
    const { out } = await predict([group, single]);
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => line.split('  ').slice(0, 2))).toEqual([
      [group, 'face 1 of 2'],
      [group, 'face 2 of 2'],
      [single, expect.not.stringContaining('face') as string],
    ]);
    const { out: json } = await predict([group, '--json', '--order', 'reading']);
    const [{ faces }] = readLines(json) as unknown as [{ faces: { label: string; box: { x: number } }[] }];
    expect(faces.map(({ label }) => label)).toEqual(lines.slice(0, 2).map((line) => line.split('  ')[2]));
    expect(faces[0]!.box.x).toBeLessThan(faces[1]!.box.x);
  });

  test('numbers the faces of a single image too', async () => {
    const { out } = await predict([await write('group.png', [right, left])]);
    expect(out).toMatch(/group\.png: face 1 of 2: \w+\n[^]*group\.png: face 2 of 2: \w+\n/);
  });

  test('says that a photo was turned, and that an image was taken whole, unless the call asks for it', async () => {
    const turned = await write('turned.png', [{ ...right, x: 240 }], 90);
    const crop = join(room, 'crop.png');
    await writeFile(crop, encodePng(toGray(drawScene(48, 48, [{ x: 24, y: 24, size: 48, seed: 1 }]))));
    const { out } = await predict([turned, crop]);
    expect(out).toMatch(/turned\.png .*\[photo turned clockwise by 270°/);
    expect(out).toMatch(/crop\.png .*\[whole image taken as one face/);
    const { out: asked } = await predict(['--whole', turned, crop]);
    expect(asked).not.toContain('taken as one face');
  });
});
