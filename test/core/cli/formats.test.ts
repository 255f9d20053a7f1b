import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Interrupted } from '#core/cli/failures';
import { main } from '#core/cli/main';
import { parseReport } from '@ferkit/core/metrics';
import { createTestHost } from './support/createTestHost';
import { saveTinyModel, writeTinyImages } from './support/tinyInputs';
import { writeFacesFolder } from './support/writeFaces';

let room: string;
let model: string;
let images: string;
const inRoom = (...names: string[]): string => join(room, ...names);

beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-formats-'));
  model = await saveTinyModel(inRoom('model'));
  images = await writeTinyImages(inRoom('images'), 3);
});
afterAll(() => rm(room, { recursive: true, force: true }));

async function run(...args: string[]) {
  const host = createTestHost();
  const code = await main(args, host);
  return { code, ...host.written };
}
const predict = (...args: string[]) =>
  run('predict', ...(args.includes('--model') ? [] : ['--model', model]), '--whole', '--backend', 'cpu', ...args);

interface Line {
  readonly file: string;
  readonly faces?: readonly { readonly label: string; readonly score: number }[];
}

describe('predict writes', () => {
  test('json: one list', async () => {
    const { code, out, error } = await predict('--format', 'json', images);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const list = JSON.parse(out) as Line[];
    expect(list.map(({ file }) => file)).toEqual((await readdir(images)).sort().map((name) => join(images, name)));
  });

  test('ndjson, of which --json is another name', async () => {
    const { out } = await predict('--format', 'ndjson', images);
    const alias = await predict('--json', images);
    const faces = (text: string): unknown =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as Line).faces![0]!.score);
    expect(faces(alias.out)).toEqual(faces(out));
  });

  test('csv: a row for each face, quoted as in RFC 4180, with names as they are', async () => {
    const folder = inRoom('a "quoted", folder');
    await mkdir(folder);
    const [first] = (await readdir(images)).sort();
    await writeFile(join(folder, '=1+1.png'), await readFile(join(images, first!)));
    await writeFile(join(folder, 'bad.png'), 'no image');
    const { code, out } = await predict('--format', 'csv', folder);
    expect(code).toBe(1);
    const [head, face, bad] = out.trimEnd().split('\n');
    expect(head).toBe('file,face,label,score,x,y,width,height,upright,turned,whole,stretched,error,a,b,c');
    const quoted = `"${folder.replaceAll('"', '""')}`;
    expect(face!.startsWith(`${quoted}/=1+1.png",1,`)).toBe(true);
    expect(face!.split('",').at(-1)!.split(',')).toHaveLength(15);
    expect(bad).toBe(`${quoted}/bad.png",,,,,,,,,,,,IMAGE_UNREADABLE,,,`);
  });

  test.each([
    ['.json', (text: string) => (JSON.parse(text) as Line[]).length],
    ['.csv', (text: string) => text.trimEnd().split('\n').length - 1],
    ['.ndjson', (text: string) => text.trimEnd().split('\n').length],
    ['.jsonl', (text: string) => text.trimEnd().split('\n').length],
  ])('the format that the name of --out ends in: %s', async (extension, count) => {
    const out = inRoom('out', `results${extension}`);
    expect(await predict('--out', out, images)).toMatchObject({ code: 0 });
    expect(count(await readFile(out, 'utf8'))).toBe(3);
  });

  test('no file that is not complete', async () => {
    const controller = new AbortController();
    const host = createTestHost({ signal: controller.signal });
    const input = async function* () {
      yield Promise.resolve(Buffer.from(`${join(images, '0000.png')}\n`.repeat(40)));
      controller.abort(new Interrupted('SIGTERM'));
      yield Buffer.from(`${join(images, '0000.png')}\n`);
    };
    const args = ['predict', '--model', model, '--whole', '--backend', 'cpu', '--out', inRoom('part', 'x.csv'), '-'];
    expect(await main(args, { ...host, readInput: input })).toBe(143);
    expect(await readdir(inRoom('part'))).toEqual([]);
  });

  test.each([
    [['--out', 'report.txt'], '--out takes a file that ends in .ndjson, .jsonl, .json, .csv, not "report.txt"'],
    [['--out', 'report.md'], 'not "report.md"'],
    [['--out', 'x.csv', '--json'], '--out "x.csv" is a file of csv, and the format is ndjson'],
    [['--json', '--format', 'csv'], 'excludes --format csv'],
    [['--format', 'text', '--out', 'x.json'], '--out writes json, ndjson or csv'],
    [['--format', 'xml'], '--format takes text, json, ndjson, csv or vtt, not "xml".'],
    [['--format', 'csv', '--draw'], 'remove --draw'],
  ])('nothing for %j', async (args, message) => {
    const { code, error, out } = await predict(...args, images);
    expect(error).toContain(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

describe('evaluate writes', () => {
  const evaluate = (...args: string[]) => run('evaluate', '--synthetic', '--count', '42', '--backend', 'wasm', ...args);

  test.each([
    ['.json', (text: string) => parseReport(text).samples],
    ['.txt', (text: string) => Number(/: (\d+) images/.exec(text)?.[1])],
    ['.csv', (text: string) => Number(/^[^\n]*\bsamples,?[^\n]*?(\d+)$/m.exec(text)?.[1])],
    ['.md', (text: string) => Number(/(\d+) (?:images|samples)/.exec(text)?.[1] ?? /\| *(\d+) *\|/.exec(text)?.[1])],
  ])('the format that the name of --out ends in: %s', async (extension, samples) => {
    const out = inRoom(`report${extension}`);
    expect(await evaluate('--out', out)).toMatchObject({ code: 0, out: '' });
    const text = await readFile(out, 'utf8');
    expect(samples(text)).toBeGreaterThan(0);
    expect(text).not.toContain('\u001b');
  });

  test.each([
    [['--out', 'report.html'], '--out takes a file that ends in .txt, .md, .markdown, .csv, .json, not "report.html"'],
    [['--out', 'report'], 'not "report"'],
    [['--out', 'report.csv', '--json'], 'is a file of csv, and the format is json'],
    [['--json', '--format', 'csv'], '--json and --format csv exclude each other'],
  ])('nothing for %j', async (args, message) => {
    const { code, error } = await evaluate(...args);
    expect(error).toContain(message);
    expect(code).toBe(2);
  });

  test('--json is --format json', async () => {
    expect(parseReport((await evaluate('--json')).out).confusion).toEqual(
      parseReport((await evaluate('--format', 'json')).out).confusion,
    );
  });
});

describe('evaluate --corruptions', () => {
  const faces = ['evaluate', '--synthetic', '--count', '42', '--backend', 'wasm'];
  const evaluate = (...args: string[]) => run(...faces, ...args);
  const twoPasses = [...faces, '--corruptions', 'noise:10,patch:14'];

  test('alone takes the standard list, at the end and before another flag', async () => {
    const last = parseReport((await evaluate('--json', '--corruptions')).out);
    expect(last.robustness!.corruptions).toHaveLength(16);
    const first = parseReport((await evaluate('--corruptions', '--json')).out);
    expect(first.robustness).toEqual(last.robustness);
  });

  test('takes a list, and a seed', async () => {
    const { out } = await evaluate('--json', '--corruptions', 'noise:10, blur:0.8,noise:20', '--seed', '7');
    const { seed, corruptions, kinds } = parseReport(out).robustness!;
    expect(seed).toBe(7);
    expect(corruptions.map(({ kind, strength }) => `${kind}:${strength}`)).toEqual([
      'noise:10',
      'blur:0.8',
      'noise:20',
    ]);
    expect(kinds.map(({ kind }) => kind)).toEqual(['noise', 'blur']);
  });

  test('shows a table, in every format', async () => {
    const args = ['--corruptions', 'noise:10,noise:20,downscale:24'];
    const { out } = await evaluate(...args);
    expect(out).toMatch(/^corruption, seed 0 +accuracy % +macro F1 % +ECE$/m);
    expect(out).toMatch(/^none +\d+\.\d +\d+\.\d +0\.\d{4}$/m);
    expect(out).toMatch(/^noise of 10 grey levels +\d+\.\d +\d+\.\d +0\.\d{4}$/m);
    expect(out).toMatch(/^noise, mean of 2 +\d/m);
    expect(out).toMatch(/^all, mean of 3 +\d/m);
    expect(out).not.toMatch(/^downscale, mean/m);
    expect((await evaluate('--format', 'markdown', ...args)).out).toContain('| all, mean of 3 ');
    expect((await evaluate('--format', 'csv', ...args)).out).toContain('downscale:24,accuracy,');
    expect((await evaluate()).out).not.toContain('corruption');
  });

  // A line is drawn at most ten times a second; on this clock that is each time.
  const hurryClock = (): void => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 200));
  };
  afterEach(() => void vi.restoreAllMocks());

  test('tells the pass that runs, over all images', async () => {
    hurryClock();
    const host = createTestHost({ isTTY: true, columns: 120 });
    expect(await main(twoPasses, host)).toBe(0);
    expect(host.written.error).toMatch(/(\d+)\/\1 +patch of 14 px/);
  });

  test.each([
    [['nois:10'], '--corruptions takes as "kind" noise, blur, downscale', 'Did you mean "noise"?'],
    [['noise:10,noise:-1'], '--corruptions takes as "strength" a number above 0 and of at most 255 for noise, not -1.'],
    [['jpeg:30.5'], 'a whole number from 1 to 100 for jpeg, not 30.5'],
    [['noise:10,noise:10'], 'each corruption once, not noise of 10 grey levels again'],
    [['noise'], '--corruptions takes standard, or kinds and strengths, like noise:10,blur:0.8, not "noise".'],
    [['noise:ten'], 'not "noise:ten"'],
    [['standrad'], 'Did you mean standard?'],
    [['noise:10,'], 'like noise:10,blur:0.8'],
  ])('refuses %j', async ([list], ...texts) => {
    const { code, error, out } = await evaluate('--corruptions', list!);
    for (const text of texts) expect(error).toContain(text);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('is interrupted within a pass', async () => {
    hurryClock();
    const controller = new AbortController();
    const host = createTestHost({ isTTY: true, columns: 120, signal: controller.signal });
    const { notices } = host;
    const update = notices.write.bind(notices);
    const write = (text: string): void => {
      if (text.includes('noise of 10')) controller.abort(new Interrupted('SIGINT'));
      update(text);
    };
    expect(await main(twoPasses, { ...host, notices: { ...notices, write } })).toBe(130);
    expect(host.written.error).not.toContain('patch of 14');
  });
});

describe('evaluate takes data whose labels are', () => {
  const evaluate = (...args: string[]) =>
    run('evaluate', '--synthetic', '--count', '70', '--split', 'all', '--backend', 'wasm', ...args);

  test('fewer: the means are over the others, which is said', async () => {
    const { code, out } = await evaluate('--labels', 'happy,sad');
    expect(code).toBe(0);
    expect(out).toContain('20 images');
    expect(out).toContain('no images of angry, disgust, fear, surprise, neutral');
  });

  test('in another order', async () => {
    const order = 'neutral,surprise,sad,happy,fear,disgust,angry';
    const [one, other] = [await evaluate('--json'), await evaluate('--json', '--labels', order)];
    expect(parseReport(other.out).confusion).toEqual(parseReport(one.out).confusion);
  });

  test('others: they are told with their numbers, and with the flags that help', async () => {
    const { code, error } = await evaluate('--rename', 'happy=joyous,sad=sadness');
    expect(code).toBe(1);
    expect(error).toContain('joyous (10 images), sadness (10 images)');
    expect(error).toContain('sadness=sad');
    expect(error).toContain('--labels angry,disgust,fear,surprise,neutral');
    expect(error).not.toMatch(/selectLabels|dataset\./);
  });

  test('without a counterpart of their own are merged as the error says', async () => {
    const { code, error } = await evaluate('--rename', 'happy=contempt');
    expect(code).toBe(1);
    expect(error).toContain("--rename 'contempt=<label of the model>'");
    expect(error).toContain("To count them as a label that the data have: --merge 'contempt=<label of the data>'.");
    expect((await evaluate('--merge', 'happy=sad')).code).toBe(0);
  });

  test('exchanged by --rename at once', async () => {
    const { out } = await evaluate('--json', '--rename', 'happy=sad,sad=happy');
    const [own, plain] = [parseReport(out).confusion, parseReport((await evaluate('--json')).out).confusion];
    const [happy, sad] = [plain.labels.indexOf('happy'), plain.labels.indexOf('sad')];
    expect(own.counts[sad]).toEqual(plain.counts[happy]);
    expect(own.counts[happy]).toEqual(plain.counts[sad]);
  });

  test.each([
    [
      ['--rename', 'joy=happy'],
      '--rename names the label "joy", which synthetic-faces does not have. It has happy already: leave this pair out.',
    ],
    [['--rename', 'joy=joyful'], '--rename names the label "joy", which synthetic-faces does not have. It has angry'],
    [['--labels', 'Happy,Sad'], 'Did you mean happy?'],
    [['--rename', ','], '--rename takes pairs of labels, like anger=angry, not ""'],
    [['--merge', 'happy:happy'], '--merge takes pairs of labels, like disgust:angry, not "happy:happy"'],
    [['--rename', 'sad=happy'], 'To make them one label: --merge.'],
    [['--merge', 'contempt:angry'], '--merge names the label "contempt"'],
    [['--labels', 'contempt'], '--labels names the label "contempt"'],
  ])('not those of %j', async (args, message) => {
    const { code, error } = await evaluate(...args);
    expect(error).toContain(message);
    expect(code).toBe(2);
  });
});

describe('nothing vanishes', () => {
  test('predict tries images of every format, counts them by kind, and names other files', async () => {
    const folder = inRoom('mixed');
    await mkdir(folder);
    const [first] = (await readdir(images)).sort();
    await writeFile(join(folder, 'good.png'), await readFile(join(images, first!)));
    for (const name of ['a.bmp', 'b.gif', 'c.GIF', 'd.heic', 'e.tiff', 'notes.txt', '.DS_Store', '._good.png']) {
      await writeFile(join(folder, name), `content of ${name}`);
    }
    const { code, out, error } = await predict(folder);
    expect(code).toBe(1);
    expect(out).toContain('good.png');
    for (const name of ['a.bmp', 'b.gif', 'c.GIF', 'd.heic', 'e.tiff']) expect(error).toContain(`${name}: `);
    expect(error).toContain('6 images, of which 5 could not be read: 1 BMP, 2 GIF, 1 HEIC, 1 TIFF.');
    expect(error).toContain(`Left out 1 file that is no image: ${join(folder, 'notes.txt')}`);
    expect(error).not.toMatch(/DS_Store|\._good/);
  });

  test('braces choose files as in a shell', async () => {
    const { out, code } = await predict('--json', join(images, '{0000,0002,none}.png'));
    expect(code).toBe(0);
    expect(out.match(/000[02]\.png/g)).toHaveLength(2);
  });

  test.each([
    ['an empty folder', [] as string[]],
    ['a folder of other files', ['notes.txt', '.DS_Store']],
  ])('%s is an error', async (name, files) => {
    const folder = inRoom(name);
    await mkdir(folder);
    for (const file of files) await writeFile(join(folder, file), 'x');
    const { code, error } = await predict(folder);
    expect(code).toBe(1);
    expect(error).toContain('has no images');
  });

  test('inspect tells a folder without an image, and gives all of it as JSON', async () => {
    const faces = await writeFacesFolder(inRoom('faces'), 42);
    await mkdir(join(faces, 'train', 'contempt'), { recursive: true });
    await writeFile(join(faces, 'train', 'happy', 'broken.png'), 'no image');
    const { code, out } = await run('inspect', faces, '--skip-bad-rows');
    expect(code).toBe(0);
    expect(out).toMatch(/^Left out: \d/m);
    expect(out).toContain('broken.png');
    const json = JSON.parse((await run('inspect', faces, '--skip-bad-rows', '--json')).out) as {
      readonly skipped: { readonly items: readonly { readonly source: string }[] };
    };
    expect(json.skipped.items.map(({ source }) => source).join()).toContain('broken.png');
  });
});

describe('a path that is no model is told', () => {
  test.each([
    ['net.hdf5', 'x', 'is a model of Keras. Import it'],
    ['net.keras', 'x', 'is a model of Keras. Import it'],
    ['net.onnx', 'x', 'is a model of ONNX. Import it'],
    ['net.pt', 'x', 'PyTorch writes ONNX by torch.onnx.export'],
    ['fer.json', '{"modelTopology":{}}', 'Rename it to'],
    ['report.json', '{"confusion":{}}', 'no model but an evaluation report'],
    ['broken.json', '{', 'is no model: expected the folder'],
    ['fer2013.csv', 'emotion,pixels', 'is no model: expected the folder'],
  ])('%s', async (name, content, message) => {
    await writeFile(inRoom(name), content);
    for (const args of [
      ['evaluate', '--synthetic', '--count', '21'],
      ['predict', join(images, '0000.png')],
      ['inspect'],
    ]) {
      const { code, error } = await run(...args, '--model', inRoom(name));
      expect(error).toContain(message);
      expect(error).not.toContain('unexpected');
      expect(code).toBe(1);
    }
  });

  test.each([
    ['nowhere', 'it does not exist. Name the folder that train wrote, or "bundled"; ferkit train --data <path>'],
    ['images', 'has no model: expected model.json'],
  ])('%s', async (name, message) => {
    expect((await predict('--model', inRoom(name), join(images, '0000.png'))).error).toContain(message);
  });
});

describe('model', () => {
  test('lists networks and the bundled model', async () => {
    const { code, out } = await run('model', 'list', '--json');
    expect(code).toBe(0);
    const listed = JSON.parse(out) as { name: string; kind: string; parameters: number; labels: string[] }[];
    expect(listed.map(({ name }) => name)).toEqual(['fer-cnn', 'bst261', 'mini-xception', 'fer-resnet', 'bundled']);
    expect(listed.at(-1)).toMatchObject({ kind: 'model', parameters: 717_752 });
  });

  test.each([
    [[], /calibration +temperature 1\.\d/],
    [['bundled'], /trained +on fer2013/],
    [['mini-xception'], /parameters +58,423/],
  ])('shows %j', async (names, expected) => {
    const { code, out } = await run('model', 'show', ...names);
    expect(code).toBe(0);
    expect(out).toMatch(expected);
    expect(out).toContain('48 x 48 grey pixels');
  });

  test('shows a folder', async () => {
    expect((await run('model', 'show', model)).out).toContain('3: a, b, c');
  });

  test.each([[[]], [['lst']], [['show', 'a', 'b']], [['list', 'a']]])('refuses %j', async (args) => {
    const { code, error } = await run('model', ...args);
    expect(code).toBe(2);
    expect(error).toContain('model takes list, or show and one name or folder.');
  });
});
