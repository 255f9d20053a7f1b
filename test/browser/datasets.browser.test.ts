import { describe, expect, test } from 'vitest';
import { createSyntheticFaces, EXPRESSIONS, openDataset } from '@ferkit/core/datasets';

const faces = createSyntheticFaces({ count: 14, size: 48 });

/** The faces in the format of FER2013. */
const csv = [
  'emotion,pixels,Usage',
  ...Array.from({ length: faces.size }, (_, k) => {
    const usage = ['Training', 'PublicTest', 'PrivateTest'][k % 3]!;
    return `${EXPRESSIONS.indexOf(faces.label(k) as 'happy')},${faces.image(k).pixels.join(' ')},${usage}`;
  }),
].join('\n');

async function gzip(text: string): Promise<Blob> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

function pixelsOf(file: Blob | string): Promise<Uint8Array[]> {
  return openDataset(file).then((dataset) =>
    Array.from({ length: dataset.size }, (_, k) => new Uint8Array(dataset.image(k).pixels)),
  );
}

const wanted = Array.from({ length: faces.size }, (_, k) => new Uint8Array(faces.image(k).pixels));

/** Encodes a face as PNG by a canvas. */
async function toPng(k: number, name: string): Promise<File> {
  const { pixels, width, height } = faces.image(k);
  const canvas = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  pixels.forEach((value, index) => image.data.set([value, value, value, 255], index * 4));
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], name);
}

/** The FileList of an input after a user picked files. */
function pick(files: readonly File[]): FileList {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.files = transfer.files;
  return input.files;
}

describe('FER2013 in the browser', () => {
  test('is read from a Blob, with splits and labels', async () => {
    const dataset = await openDataset(new Blob([csv]));
    expect(dataset.size).toBe(14);
    expect(dataset.labels).toEqual(EXPRESSIONS);
    expect(dataset.selectSplit('test').size).toBe(4);
    expect(Array.from({ length: 14 }, (_, k) => dataset.label(k))).toEqual(
      Array.from({ length: 14 }, (_, k) => faces.label(k)),
    );
    expect(await pixelsOf(new Blob([csv]))).toEqual(wanted);
  });

  test('is read from a picked compressed file', async () => {
    const [file] = pick([new File([await gzip(csv)], 'fer2013.csv.gz')]);
    expect(await pixelsOf(file!)).toEqual(wanted);
  });

  test('is read from an address with progress', async () => {
    const file = await gzip(csv);
    const address = URL.createObjectURL(file);
    const seen: number[] = [];
    const dataset = await openDataset(address, { onProgress: ({ bytes }) => seen.push(bytes) });
    expect(dataset.size).toBe(14);
    expect(seen.at(-1)).toBe(file.size);
    URL.revokeObjectURL(address);
  });

  test('reports the line of a malformed row', async () => {
    const broken = csv.replace(/\n3,\d+ /, '\n3,999 ');
    await expect(openDataset(new Blob([broken]))).rejects.toMatchObject({
      code: 'DATASET_MALFORMED',
      details: { line: expect.any(Number) as number },
    });
  });

  test('is refused if it is truncated', async () => {
    const whole = await gzip(csv);
    await expect(openDataset(whole.slice(0, whole.size / 2))).rejects.toMatchObject({ code: 'DATASET_MALFORMED' });
  });

  test('is aborted with the reason of the signal', async () => {
    const reason = new Error('enough');
    await expect(openDataset(new Blob([csv]), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

test('a picked folder of images becomes a dataset', async () => {
  const files = await Promise.all(
    Array.from({ length: 6 }, async (_, k) => {
      const file = await toPng(k, `${k}.png`);
      // Set only by a real folder picker.
      Object.defineProperty(file, 'webkitRelativePath', { value: `faces/train/${faces.label(k)}/${k}.png` });
      return file;
    }),
  );
  const dataset = await openDataset(files);
  expect(dataset.size).toBe(6);
  const found = Array.from({ length: 6 }, (_, k) => [dataset.label(k), [...dataset.image(k).pixels]]);
  for (let k = 0; k < 6; k++) expect(found).toContainEqual([faces.label(k), [...faces.image(k).pixels]]);
});
