import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { type ImageInput, readColorImage, readGrayImage } from '@ferkit/core/datasets';
import { serializeImage } from '#core/worker/serialize';
import { gray, PATTERN } from './pattern';

const fixture = (file: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/images/${file}`, import.meta.url)));

const file = fixture('gray-8.png');
const server = createServer((request, response) => {
  response.statusCode = request.url === '/missing.png' ? 404 : 200;
  response.end(request.url === '/page' ? '<!DOCTYPE html><title>Sign in</title>' : file);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const folder = mkdtempSync(join(tmpdir(), 'inputs-'));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const pixels = Uint8Array.from({ length: PATTERN.width * PATTERN.height }, (_, index) =>
  gray(index % PATTERN.width, Math.floor(index / PATTERN.width)),
);
/** The same picture with other bytes a pixel. */
const channels = (count: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: pixels.length * count }, (_, index) =>
    (count === 2 || count === 4) && index % count === count - 1 ? 255 : pixels[Math.floor(index / count)]!,
  );

function shared(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** Memory as WebAssembly and streams have it: with room after the bytes. */
function growing<Memory extends ArrayBuffer | SharedArrayBuffer>(
  kind: new (size: number, options: { readonly maxByteLength: number }) => Memory,
  bytes: Uint8Array,
): Memory {
  const buffer = new kind(bytes.length, { maxByteLength: 2 * bytes.length });
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

const base64 = Buffer.from(file).toString('base64');
/** A file of an even length that views of larger numbers can show. */
const even = Uint8Array.from([...file, ...new Uint8Array((8 - (file.length % 8)) % 8)]);

describe('reading an image from', () => {
  const inputs: Readonly<Record<string, () => unknown>> = {
    'a data: URL': () => `data:image/png;base64,${base64}`,
    'a data: URL in capitals, with a wrong type': () => `DATA:text/plain;charset=x;BASE64,${base64}`,
    'a data: URL with percent signs in place of base64': () =>
      `data:image/png,${[...file].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`,
    'a data: URL as an URL': () => new URL(`data:image/png;base64,${base64}`),
    'a data: URL of the alphabet for addresses': () =>
      `data:;base64,${base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')}`,
    base64: () => base64,
    'base64 without padding, in lines': () => ` ${base64.replace(/=/g, '').replace(/.{76}/g, '$&\r\n')}\n`,
    'a Buffer': () => Buffer.from(file),
    'an ArrayBuffer': () => file.buffer,
    'an ArrayBuffer of another realm': () => {
      const buffer = runInNewContext(`new ArrayBuffer(${file.length})`) as ArrayBuffer;
      new Uint8Array(buffer).set(file);
      return buffer;
    },
    'a SharedArrayBuffer': () => shared(file),
    'bytes in shared memory': () => new Uint8Array(shared(file)),
    'a DataView': () => new DataView(Uint8Array.from([0, ...file, 0]).buffer, 1, file.length),
    'clamped bytes': () => new Uint8ClampedArray(file),
    'a Uint16Array': () => new Uint16Array(even.buffer),
    'a Float64Array': () => new Float64Array(even.buffer),
    'a data: URL in blanks, with a fragment': () => `\n data:image/png;base64,${base64}#picture `,
    'memory that can grow': () => new Uint8Array(growing(ArrayBuffer, file)),
    'shared memory that can grow': () => new Uint8Array(growing(SharedArrayBuffer, file)),
    'clamped bytes of a stream': () => Readable.from([new Uint8ClampedArray(file)]),
    'a Response of a library without headers': () => ({
      bodyUsed: false,
      status: 200,
      arrayBuffer: () => Promise.resolve(file.buffer),
    }),
    'a File with a wrong type': () => new File([file], 'x.jpg', { type: 'image/jpeg' }),
    'a Blob of a library': () => ({ size: file.length, arrayBuffer: () => Promise.resolve(file.buffer) }),
    'a Response': () => new Response(file, { headers: { 'content-type': 'text/html' } }),
    'a fetched Response': () => fetch(site),
    'a Request': () => new Request(`${site}/face.png`),
    'a stream of Node': () => Readable.from([Buffer.from(file.subarray(0, 40)), Buffer.from(file.subarray(40))]),
    'R G B pixels': () => ({ pixels: channels(3), ...PATTERN }),
    'R G B A pixels of Node': () => ({ data: Buffer.from(channels(4)), ...PATTERN }),
    'grey pixels as data': () => ({ data: pixels, ...PATTERN }),
    'pixels in an ArrayBuffer': () => ({ data: channels(3).buffer, ...PATTERN }),
    'pixels with their number of channels': () => ({ data: channels(4), ...PATTERN, channels: 4 }),
    'grey with opacity': () => ({ data: channels(2), ...PATTERN, channels: 2 }),
    'a canvas of a library': () => ({
      ...PATTERN,
      getContext: () => ({ getImageData: () => ({ data: new Uint8ClampedArray(channels(4)) }) }),
    }),
  };
  it.each(Object.entries(inputs))('%s, also through a worker', async (_, create) => {
    const image = await readGrayImage((await create()) as ImageInput);
    expect([image.width, image.height]).toEqual([PATTERN.width, PATTERN.height]);
    expect([...image.pixels]).toEqual([...pixels]);
    const input = (await create()) as ImageInput;
    const transfer: Transferable[] = [];
    const sent = structuredClone(await serializeImage(input, transfer), { transfer: transfer as ArrayBuffer[] });
    expect([...(await readGrayImage(sent as ImageInput)).pixels]).toEqual([...pixels]);
  });

  it('a worker leaves the bytes of the caller as they are', async () => {
    const bytes = file.slice();
    for (const image of [
      bytes,
      bytes.buffer,
      new DataView(bytes.buffer),
      { data: bytes, width: 1, height: bytes.length },
    ]) {
      const transfer: Transferable[] = [];
      structuredClone(await serializeImage(image, transfer), { transfer: transfer as ArrayBuffer[] });
    }
    const { data } = { data: bytes };
    for (const source of [
      Readable.from([bytes]),
      { name: 'face.png', arrayBuffer: () => Promise.resolve(data.buffer) },
    ]) {
      const transfer: Transferable[] = [];
      const sent = await serializeImage(source as unknown as ImageInput, transfer);
      structuredClone(sent, { transfer: transfer as ArrayBuffer[] });
    }
    expect(bytes).toEqual(file);
  });
});

describe('text that may be a path', () => {
  it('is a path if such a file exists, whatever it looks like', async () => {
    const name = base64.replace(/[=/]/g, '').slice(0, 64);
    const folderName = join(folder, 'work');
    mkdirSync(folderName);
    const path = join(folderName, name);
    writeFileSync(path, file);
    expect((await readGrayImage(path)).width).toBe(PATTERN.width);
    const previous = process.cwd();
    process.chdir(dirname(path));
    try {
      expect((await readGrayImage(name)).width).toBe(PATTERN.width);
    } finally {
      process.chdir(previous);
    }
  });

  it.each([
    '/work/data/images/of/many/people/in/folders/without/any/dot/photo',
    '/9j/photos/of/many/people/in/folders/without/any/dot/in/their/names',
    'images/of/many/people/in/folders/without/any/dot/in/their/names/photo',
  ])('is one if it is no base64 of an image: %s', async (path) => {
    await expect(readGrayImage(path)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', cause: { code: 'ENOENT' } });
  });

  it('keeps content out of errors', async () => {
    const broken = base64.slice(0, 80) + 'A'.repeat(4000);
    for (const text of [
      broken,
      `data:image/png;base64,${broken}`,
      `data:image/png;base64,!${broken}`,
      'data:nothing',
      `image/png;base64,${broken}`,
      `"${base64}"`,
      `${base64.slice(0, 90)}!${base64.slice(90)}`,
      `${base64.slice(0, 190)}!${base64.slice(190)}`,
      Buffer.from(file).toString('hex'),
      Buffer.from(file).toString('latin1'),
      Buffer.from(file).toString('utf8'),
    ]) {
      const error: unknown = await readGrayImage(text).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'FerError' });
      expect((error as Error).message.length).toBeLessThan(300);
      expect((error as Error).message).not.toContain(broken.slice(20, 60));
      expect((error as Error).message).not.toMatch(/IHDR|49484452/);
    }
  });
});

describe('refusing', () => {
  async function errorOf(input: unknown): Promise<Error> {
    const error: unknown = await readColorImage(input as ImageInput).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'FerError' });
    return error as Error;
  }

  it('a Response without success, with its status', async () => {
    const error = await errorOf(await fetch(`${site}/missing.png`));
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE', details: { source: `${site}/missing.png` } });
    expect(error.message).toContain('HTTP status 404 Not Found');
  });

  it('a Response that was read already', async () => {
    const response = new Response(file);
    await response.arrayBuffer();
    expect(await errorOf(response)).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect((await errorOf(response)).message).toContain('whose body was read already. Pass response.clone()');
  });

  it('a page in place of an image, by its address', async () => {
    const error = await errorOf(await fetch(`${site}/page`));
    expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE', details: { source: `${site}/page` } });
    expect(error.message).toContain('received an HTML file. The source leads to a page');
  });

  it.each<[string, unknown, RegExp]>([
    ['two bytes a pixel, which may be many things', { data: channels(2), ...PATTERN }, /add channels: 2/],
    ['a wrong number of channels', { data: channels(4), ...PATTERN, channels: 3 }, /says channels: 3/],
    ['five bytes a pixel', { data: channels(5), ...PATTERN }, /received 1920 bytes for 24 x 16/],
    ['16-bit pixels', { data: new Uint16Array(384), ...PATTERN }, /value >> 8/],
    ['pixels of floats', { data: new Float32Array(384), ...PATTERN }, /255 \* value/],
    ['ImageData of half floats', { data: halfFloats(), ...PATTERN }, /pixelFormat: "rgba-unorm8"/],
    ['data without a size', { data: channels(4) }, /received { data: Uint8Array }/],
    ['an element in Node', { naturalWidth: 4, naturalHeight: 4 }, /received an element/],
  ])('%s', async (_, input, message) => {
    expect((await errorOf(input)).message).toMatch(message);
    await expect(serializeImage(input as ImageInput, [])).rejects.toMatchObject({
      code: expect.stringMatching(/INVALID|UNREADABLE/) as string,
    });
  });

  const detached = <View extends ArrayBufferView>(view: View): View => {
    structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
    return view;
  };
  it.each<[string, () => unknown]>([
    ['bytes', () => detached(file.slice())],
    ['a buffer', () => detached(file.slice()).buffer],
    ['numbers of 16 bits', () => detached(new Uint16Array(even.slice().buffer))],
    ['a DataView', () => detached(new DataView(file.slice().buffer))],
    ['pixels', () => ({ data: detached(new Uint8Array(16)), width: 4, height: 4 })],
    ['a buffer of pixels', () => ({ data: detached(new Uint8Array(16)).buffer, width: 4, height: 4 })],
  ])('%s that were sent to another thread, also through a worker', async (_, create) => {
    expect((await errorOf(create())).message).toContain('was sent to another thread has no bytes left');
    const sent = serializeImage(create() as ImageInput, []).then((image) => errorOf(image));
    const error: unknown = await sent.catch((reason: unknown) => reason);
    expect((error as Error).message).toContain('was sent to another thread has no bytes left');
  });

  it.each<[string, () => unknown, RegExp]>([
    ['a stream', () => new ReadableStream({ start: (controller) => controller.error(new Error('cut')) }), /Cannot read "stream": .*received cut/], // prettier-ignore
    ['a stream in use', () => { const { body } = new Response(file); body!.getReader(); return body; }, /Cannot read "stream"/], // prettier-ignore
    ['a stream of text', () => Readable.from(['text']), /Cannot read "stream": .*a chunk of string/],
    [
      'a Blob of a library',
      () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }),
      /"image": .*received gone/,
    ],
    ['a canvas', () => ({ ...PATTERN, getContext: () => { throw new Error('lost'); } }), /a canvas that cannot be read \(lost\)/], // prettier-ignore
  ])('%s that fails, by a typed error, also for a worker', async (_, create, message) => {
    expect((await errorOf(create())).message).toMatch(message);
    const error: unknown = await serializeImage(create() as ImageInput, []).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'FerError', message: expect.stringMatching(message) as string });
  });

  it('a list of numbers without naming them, with the way to bytes', async () => {
    expect((await errorOf([...file])).message).toMatch(/received an array of \d+\. .*Uint8Array\.from\(bytes\)\.$/);
    expect((await errorOf({ pixels: [...pixels], ...PATTERN })).message).toMatch(
      /an array of 384 .*Uint8Array\.from\(pixels\)/,
    );
  });

  it('ends the wait for a stream that stalls before it is sent to a worker', async () => {
    const controller = new AbortController();
    const stalled = new ReadableStream<Uint8Array>();
    const sending = serializeImage(stalled, [], 'image', { signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(sending).rejects.toBe(reason);
  });

  it('unknown bytes, with the way to pass pixels', async () => {
    expect((await errorOf(new Uint8Array(2304))).message).toContain('{ pixels, width, height }');
  });

  it('a file of unknown bytes, without a word of pixels', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'no image');
    const { message } = await errorOf(path);
    expect(message).toMatch(/notes\.txt": expected .*received 8 bytes that start with 6e 6f/);
    expect(message).not.toContain('pixels');
  });

  function halfFloats(): unknown {
    class Float16Array extends Uint16Array {
      override get [Symbol.toStringTag](): never {
        return 'Float16Array' as never;
      }
    }
    return new Float16Array(384 * 4);
  }
});
