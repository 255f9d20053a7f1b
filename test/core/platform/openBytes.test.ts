import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ByteSource } from '@ferkit/core/datasets';
import { platform } from '#core/platform/platform.node';
import { read, stream } from './collect';

/** More than two chunks of a file, and not a round number. */
const content = Buffer.from(Uint8Array.from({ length: 2_500_001 }, (_, index) => (index * 31) % 251));

let folder: string;
let path: string;
let server: Server;
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferkit-'));
  path = join(folder, 'faces é 1.bin');
  await writeFile(path, content);
  server = createServer((request, response) => {
    if (request.url === '/plain') response.setHeader('content-length', content.length).end(content);
    else if (request.url === '/gzip') response.setHeader('content-encoding', 'gzip').end(gzipSync(content));
    else if (request.url === '/empty') response.statusCode = 204;
    else if (request.url === '/cut') {
      response.setHeader('content-length', content.length);
      response.write(content.subarray(0, 1000), () => response.destroy());
      return;
    } else if (request.url === '/hang') {
      response.setHeader('content-length', 10);
      response.write('five.');
      return;
    } else response.statusCode = 403;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

describe('opening bytes', () => {
  const sources: Readonly<Record<string, () => ByteSource>> = {
    'a path': () => path,
    'a file URL': () => pathToFileURL(path),
    'a file URL as text': () => pathToFileURL(path).href,
    'an http URL': () => new URL(`${base}/plain`),
    'an http URL as text': () => `${base}/plain`,
    'an http URL that is compressed on the way': () => `${base}/gzip`,
    'a data URL': () => new URL(`data:application/octet-stream;base64,${content.toString('base64')}`),
    'a Blob': () => new Blob([content]),
    'a File': () => new File([content], 'faces.bin'),
    bytes: () => new Uint8Array(content),
    'a web stream': () => new Blob([content]).stream(),
    'a Node stream': () => Readable.from([content.subarray(0, 5), content.subarray(5)]),
    'an async iterable': () => stream([content.subarray(0, 5), new Uint8Array(), content.subarray(5)]).source,
  };
  for (const [kind, open] of Object.entries(sources)) {
    it(`reads ${kind}`, async () => expect((await read(open())).equals(content)).toBe(true));
  }

  it('tells the name and the size where they are known', async () => {
    const facts = async (source: ByteSource): Promise<unknown> => {
      const { name, size } = await platform.openBytes(source);
      return [name, size];
    };
    expect(await facts(path)).toEqual([path, content.length]);
    expect(await facts(`${base}/plain`)).toEqual([`${base}/plain`, content.length]);
    expect(await facts(`${base}/gzip`)).toEqual([`${base}/gzip`, undefined]);
    expect(await facts(new File([content], 'faces.bin'))).toEqual(['faces.bin', content.length]);
    expect(await facts(new Blob([content]))).toEqual(['bytes', content.length]);
    expect(await facts(new Uint8Array(content))).toEqual(['bytes', content.length]);
    expect(await facts(stream([]).source)).toEqual(['stream', undefined]);
  });

  it('reads sources of no bytes', async () => {
    expect(await read(new Uint8Array())).toHaveLength(0);
    expect(await read(`${base}/empty`)).toHaveLength(0);
    expect(await read(new Blob([]))).toHaveLength(0);
  });

  it('gives plain Uint8Arrays, whose slice() copies', async () => {
    for await (const chunk of (await platform.openBytes(path)).chunks) expect(Buffer.isBuffer(chunk)).toBe(false);
  });

  it('closes a source that is left early', async () => {
    const { source, closed } = stream([content, content]);
    for await (const chunk of (await platform.openBytes(source)).chunks) {
      expect(chunk).toHaveLength(content.length);
      break;
    }
    await Promise.resolve();
    expect(closed()).toBe(true);
  });
});

describe('failing to open bytes', () => {
  it('says why a path cannot be read', async () => {
    const missing = join(folder, 'none');
    await expect(read(missing)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      details: { source: missing, received: 'no such file or folder (ENOENT)' },
    });
    await expect(read(join(path, 'below'))).rejects.toMatchObject({
      details: { received: 'a path through a file (ENOTDIR)' },
    });
    await expect(read('ftp://host/a.png')).rejects.toMatchObject({ details: { received: 'a URL of ftp' } });
    await expect(read(folder)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: expect.stringMatching(/received a folder\. Pass the paths of the files in it/) as string,
      details: { received: 'a folder' },
    });
  });

  it('tells the HTTP status', async () => {
    await expect(read(`${base}/secret`)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      details: { source: `${base}/secret`, received: 'HTTP status 403 Forbidden' },
    });
  });

  it('tells why there was no answer', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await expect(read(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      details: { received: 'no connection (ECONNREFUSED)' },
    });
  });

  it('fails when the connection breaks in the middle', async () => {
    await expect(read(`${base}/cut`)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('wraps what a stream throws, and keeps it as the cause', async () => {
    const cause = new Error('the wire came off');
    // eslint-disable-next-line require-yield
    async function* broken(): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      throw cause;
    }
    await expect(read(broken())).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      cause,
      details: { source: 'stream', received: 'the wire came off' },
    });
  });

  it('refuses what is no source', async () => {
    for (const nothing of [null, 7, {}, new Date()]) {
      await expect(read(nothing as unknown as ByteSource)).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        details: { option: 'source' },
      });
    }
  });
});

describe('aborting', () => {
  it('rejects with the reason itself before anything is opened', async () => {
    const reason = { why: 'changed my mind' };
    for (const source of [path, `${base}/plain`, new Uint8Array(1)]) {
      await expect(read(source, AbortSignal.abort(reason))).rejects.toBe(reason);
    }
  });

  it('rejects with the reason while a chunk is awaited that never comes', async () => {
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(1);
      await new Promise(() => undefined);
    }
    for (const source of [`${base}/hang`, silent()]) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const { chunks } = await platform.openBytes(source, { signal: controller.signal });
      const iterator = chunks[Symbol.asyncIterator]();
      await iterator.next();
      const pending = iterator.next();
      controller.abort(reason);
      await expect(pending).rejects.toBe(reason);
    }
  });
});

it.each(['http://', 'file://elsewhere/face.png', 'https://['])(
  'a URL that cannot be opened is named: %s',
  async (url) => {
    await expect(platform.openBytes(url)).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      details: { source: url },
    });
  },
);
