import { describe, expect, test } from 'vitest';
import { readColorImage, readGrayImage } from '@ferkit/core/datasets';
import decoded from '../fixtures/images/expected.json';
import foreign from '../fixtures/images/foreign.json';
import inks from '../fixtures/images/inks.json';
import { hashModelInput } from '../fixtures/images/hashModelInput';
import expected from '../fixtures/images/modelInputs.json';
import translucent from '../fixtures/images/translucent.json';
import { EXPECTED_CHECKSUM, preprocessingChecksum } from '../fixtures/images/preprocessingChecksum';

const addresses = import.meta.glob<string>('../fixtures/images/*.{png,jpg,webp,gif,bmp,avif,tiff,heic,ico}', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function fixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(addresses[`../fixtures/images/${name}`]!);
  return new Uint8Array(await response.arrayBuffer());
}

async function sha256(pixels: Uint8Array | Uint8ClampedArray): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(pixels));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
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

  test.each(['palette.gif', 'interlaced.gif', 'animated.gif', 'palette-1.bmp', 'palette-8.bmp', 'rgba.bmp'] as const)(
    '%s gives the same bytes as in Node',
    async (name) => {
      const { pixels } = await readColorImage(await fixture(name));
      expect(await sha256(pixels)).toBe(decoded[name].sha256);
    },
  );

  test.each(['animated.webp', 'animated-alpha.webp'] as const)('%s gives its first frame', async (name) => {
    const { pixels, width, height } = await readColorImage(await fixture(name));
    expect([width, height]).toEqual([24, 16]);
    if (name === 'animated.webp') expect(await sha256(pixels)).toBe(decoded[name].sha256);
  });

  test.each(Object.entries(inks))(
    '%s, of four inks, differs from libjpeg-turbo by at most two',
    async (name, encoded) => {
      const wanted = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
      const { pixels } = await readColorImage(await fixture(name));
      const worst = wanted.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - pixels[Math.floor(at / 3) * 4 + (at % 3)]!)),
        0,
      );
      expect(worst).toBeLessThanOrEqual(2);
    },
  );

  test('picture.avif differs from what sharp gives in Node by few grey levels', async () => {
    const { pixels, width, height } = await readGrayImage(await fixture('picture.avif'));
    expect([width, height]).toEqual([24, 16]);
    const differences = foreign['picture.avif'].map((value, at) => Math.abs(value - pixels[at]!));
    console.log(`AVIF: at most ${Math.max(...differences)} grey levels`);
    expect(Math.max(...differences)).toBeLessThanOrEqual(4);
  });

  test('picture.ico is decoded by the browser', async () => {
    const { pixels, width, height } = await readColorImage(await fixture('picture.ico'));
    expect([width, height]).toEqual([24, 16]);
    expect(await sha256(pixels)).toBe(decoded['picture.bmp'].sha256);
  });

  test.each(['picture.tiff', 'picture.heic'])(
    '%s is refused where the browser has no decoder, by name',
    async (name) => {
      const error: unknown = await readGrayImage(await fixture(name)).catch((reason: unknown) => reason);
      const format = name.endsWith('tiff') ? 'TIFF' : 'HEIC';
      expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', details: { format } });
      expect((error as Error).message).toContain('that this browser does not decode');
    },
  );

  test('SVG is drawn in its own size', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="4" height="2" fill="#0f0"/></svg>`;
    for (const source of [new Blob([svg]), `data:image/svg+xml,${encodeURIComponent(svg)}`, btoa(svg)]) {
      const { pixels, width, height } = await readColorImage(source);
      expect([width, height]).toEqual([4, 2]);
      expect([...pixels.subarray(0, 4)]).toEqual([0, 255, 0, 255]);
    }
    const huge = svg.replace('width="4" height="2"', 'width="40000" height="40000"');
    await expect(readColorImage(new Blob([huge]))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  test('is read from base64, data: URLs, buffers, responses, requests and R G B pixels', async () => {
    const bytes = await fixture('rgb-8.png');
    const wanted = await readColorImage(bytes);
    const address = addresses['../fixtures/images/rgb-8.png']!;
    const base64 = btoa(String.fromCharCode(...bytes));
    const rgb = wanted.pixels.filter((_, index) => index % 4 < 3);
    const sources = [
      base64,
      `data:image/png;base64,${base64}`,
      bytes.buffer,
      new DataView(bytes.buffer),
      await fetch(address),
      new Request(address),
      { data: rgb, width: wanted.width, height: wanted.height },
    ];
    for (const source of sources) expect(await readColorImage(source)).toEqual(wanted);
  });

  test.each(['rgb-8.png', 'colour-420.jpg', 'lossy.webp'])('%s is read from memory that can grow', async (name) => {
    const bytes = await fixture(name);
    const wanted = await readColorImage(bytes);
    const Memory = ArrayBuffer as new (size: number, options: { readonly maxByteLength: number }) => ArrayBuffer;
    const buffer = new Memory(bytes.length, { maxByteLength: 2 * bytes.length });
    new Uint8Array(buffer).set(bytes);
    expect(await readColorImage(new Uint8Array(buffer))).toEqual(wanted);
    expect(await readColorImage(buffer)).toEqual(wanted);
  });

  test('is refused as pixels of half floats', async () => {
    const image = { data: new Uint16Array(16), width: 2, height: 2 };
    await expect(readColorImage(image as never)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    const context = new OffscreenCanvas(2, 2).getContext('2d')!;
    const settings = { pixelFormat: 'rgba-float16' } as ImageDataSettings;
    const half = context.getImageData(0, 0, 2, 2, settings);
    if (half.data instanceof Uint8ClampedArray) console.log('This browser has no ImageData of half floats.');
    else await expect(readColorImage(half)).rejects.toThrow('rgba-unorm8');
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
    expect(error).toMatchObject({ name: 'FerError' });
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

  test('is read within a drawing, in the size that it has there', async () => {
    const image = document.createElementNS('http://www.w3.org/2000/svg', 'image');
    image.setAttribute('href', drawHalves().toDataURL());
    image.setAttribute('width', '4');
    image.setAttribute('height', '2');
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    drawing.append(image);
    document.body.append(drawing);
    try {
      const { pixels, width, height } = await readColorImage(image);
      expect([width, height]).toEqual([4, 2]);
      expect([...pixels.subarray(0, 3)]).toEqual([10, 200, 30]);
    } finally {
      drawing.remove();
    }
  });

  test('is the current frame of a video', async () => {
    const video = document.createElement('video');
    video.muted = true;
    await expect(readColorImage(video)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    // A stream shows what is drawn after it starts, so a canvas that was drawn long before gives no frame.
    const canvas = drawHalves();
    video.srcObject = canvas.captureStream(30);
    canvas.getContext('2d')!.drawImage(canvas, 0, 0);
    await video.play();
    const { pixels, width, height } = await readColorImage(video);
    expect([width, height]).toEqual([4, 2]);
    // Video compression changes colors slightly.
    expect(Math.abs(pixels[1]! - 200)).toBeLessThan(60);
    for (const track of video.srcObject.getTracks()) track.stop();
  });

  test('is waited for until it loads or the signal aborts', async () => {
    const image = new Image();
    // As an image whose server never answers.
    const stalled = new AbortController();
    const reason = new Error('enough');
    image.decode = () => new Promise(() => undefined);
    const reading = readColorImage(image, { signal: stalled.signal });
    stalled.abort(reason);
    await expect(reading).rejects.toBe(reason);
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
