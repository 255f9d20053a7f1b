import { describe, expect, test } from 'vitest';
import { readColorImage, readGrayImage } from '@ferkit/core/datasets';
import { hashModelInput } from '../fixtures/images/hashModelInput';
import expected from '../fixtures/images/modelInputs.json';
import translucent from '../fixtures/images/translucent.json';
import { EXPECTED_CHECKSUM, preprocessingChecksum } from '../fixtures/images/preprocessingChecksum';

const addresses = import.meta.glob<string>('../fixtures/images/*.{png,jpg,webp}', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function fixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(addresses[`../fixtures/images/${name}`]!);
  return new Uint8Array(await response.arrayBuffer());
}

test('preprocessing is bit-identical to that in Node and Python', async () => {
  expect(await preprocessingChecksum()).toBe(EXPECTED_CHECKSUM);
});

describe('an image file', () => {
  for (const [name, hash] of Object.entries(expected)) {
    if (name in translucent) continue;
    test(`${name} gives the same model input as in Node, bit for bit`, async () => {
      expect(await hashModelInput(await fixture(name))).toBe(hash);
    });
  }

  for (const [name, wanted] of Object.entries(translucent)) {
    test(`${name}, which is translucent, differs by at most one gray level, the precision of a canvas`, async () => {
      const { pixels } = await readGrayImage(await fixture(name));
      expect(Math.max(...wanted.map((value, index) => Math.abs(value - pixels[index]!)))).toBeLessThanOrEqual(1);
    });
  }

  test('is read equally from a File, a Blob, an address and a stream', async () => {
    const bytes = await fixture('rgb-8.png');
    const wanted = await readGrayImage(bytes);
    const address = addresses['../fixtures/images/rgb-8.png']!;
    const sources = [
      new File([bytes], 'face.png'),
      new Blob([bytes]),
      address,
      new URL(address, location.href),
      (await fetch(address)).body!,
    ];
    for (const source of sources) expect(await readGrayImage(source)).toEqual(wanted);
  });

  test.each([
    ['animated.webp', 'an animated WebP'],
    ['cmyk.jpg', 'a CMYK JPEG'],
  ])('%s is refused for the same reason as in Node', async (name, received) => {
    await expect(readGrayImage(await fixture(name))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      details: { received },
    });
  });

  test('is refused if it is truncated', async () => {
    for (const name of ['rgb-8.png', 'colour-420.jpg', 'lossy.webp']) {
      const bytes = await fixture(name);
      const half = bytes.slice(0, bytes.length / 2);
      await expect(readGrayImage(half), name).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    }
  });
});

test('content in place of an address is refused before the server is asked', async () => {
  const base64 = `iVBORw0KGgo${'Ab3/dEfGh1jKlMnOpQrStUvWxYz+0123456789aBcDeFgHi'.repeat(40)}`;
  const before = performance.getEntriesByType('resource').length;
  for (const content of [base64, base64.repeat(20), 'x'.repeat(6000)]) {
    const error: unknown = await readGrayImage(content).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect((error as Error).message.length).toBeLessThan(300);
  }
  expect(performance.getEntriesByType('resource').length).toBe(before);
});

test('the pixels of a canvas are read unchanged', async () => {
  const context = new OffscreenCanvas(5, 4).getContext('2d')!;
  context.fillStyle = 'rgb(10 200 30)';
  context.fillRect(0, 0, 5, 4);
  const { pixels, width, height } = await readGrayImage(context.getImageData(0, 0, 5, 4));
  expect([width, height]).toEqual([5, 4]);
  // Rec. 601: 0.299 * 10 + 0.587 * 200 + 0.114 * 30
  expect([...pixels]).toEqual(new Array(20).fill(124));
});

describe('an element or bitmap of a page', () => {
  /** Draws a picture with one color on the left and another on the right. */
  function drawHalves(): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.width = 4;
    canvas.height = 2;
    const context = canvas.getContext('2d')!;
    context.fillStyle = 'rgb(10 200 30)';
    context.fillRect(0, 0, 2, 2);
    context.fillStyle = 'rgb(250 0 120)';
    context.fillRect(2, 0, 2, 2);
    return canvas;
  }

  /** Creates an image element that shows the picture at twice its size. */
  function showImage(canvas: HTMLCanvasElement): HTMLImageElement {
    const image = new Image(8, 4);
    image.src = canvas.toDataURL();
    return image;
  }

  test('is read in its natural size', async () => {
    const canvas = drawHalves();
    const offscreen = new OffscreenCanvas(4, 2);
    offscreen.getContext('2d')!.drawImage(canvas, 0, 0);
    const bitmap = await createImageBitmap(canvas);
    const frame = new VideoFrame(canvas, { timestamp: 0 });
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, 4, 2);
    for (const drawable of [canvas, showImage(canvas), offscreen, bitmap, frame]) {
      expect(await readColorImage(drawable), drawable.constructor.name).toEqual({ pixels: data, width: 4, height: 2 });
    }
    bitmap.close();
    frame.close();
  });

  test('is the current frame of a video', async () => {
    const canvas = drawHalves();
    const video = document.createElement('video');
    video.muted = true;
    await expect(readColorImage(video)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    video.srcObject = canvas.captureStream(30);
    await video.play();
    const { pixels, width, height } = await readColorImage(video);
    expect([width, height]).toEqual([4, 2]);
    // Video compression changes colors slightly.
    expect(Math.abs(pixels[1]! - 200)).toBeLessThan(60);
    for (const track of video.srcObject.getTracks()) track.stop();
  });

  test('is refused if it has no pixels', async () => {
    const broken = new Image();
    broken.src = 'data:image/png;base64,AAAA';
    const closed = await createImageBitmap(drawHalves());
    closed.close();
    for (const drawable of [new Image(), broken, closed, document.createElement('video')]) {
      const error: unknown = await readColorImage(drawable).catch((reason: unknown) => reason);
      expect(error, drawable.constructor.name).toMatchObject({
        code: 'IMAGE_UNREADABLE',
        details: { expected: 'an element with content' },
      });
    }
    expect((await readColorImage(drawHalves())).width).toBe(4);
  });

  test.each([
    { naturalWidth: 8, naturalHeight: 8 },
    { videoWidth: 8, videoHeight: 8, readyState: 4, HAVE_CURRENT_DATA: 2 },
    { codedWidth: 8, displayWidth: 8, displayHeight: 8 },
    { getContext: () => null, width: 8, height: 8 },
    { naturalWidth: 8, decode: () => undefined },
    { getContext: null, width: NaN, height: 1e9 },
  ])('is refused if it only looks like one: %o', async (stranger) => {
    await expect(readColorImage(stranger as never)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  test('is refused if it is cross-origin without permission', async () => {
    // An SVG with a foreignObject taints a canvas as a cross-origin picture does.
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><foreignObject width="4" height="4"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject></svg>';
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    const error: unknown = await readColorImage(image).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', details: { received: 'content of another site' } });
    expect((await readColorImage(drawHalves())).width).toBe(4);
  });
});
