import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Options for serving a folder. */
interface Service {
  /** Headers of each response. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Receives the bodies that a page posts. */
  readonly onPost?: (body: string) => void;
}

/** A running server on 127.0.0.1. */
export interface ServedFolder {
  readonly origin: string;
  readonly stop: () => void;
}

/** Serves a folder on a free port, with index.html at its root. */
export async function serveFolder(folder: string, { headers = {}, onPost }: Service = {}): Promise<ServedFolder> {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method === 'POST') {
      void text(request).then((body) => {
        response.writeHead(204).end();
        onPost?.(body);
      });
      return;
    }
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    readFile(join(folder, path === '/' ? 'index.html' : path)).then(
      (content) => response.setHeader('Content-Type', types[extname(path) || '.html'] ?? '').end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, stop: () => void server.close() };
}
