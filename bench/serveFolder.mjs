import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder on a free port of this machine. A folder without index.html is a blank page.
 * @param {Record<string, string>} [headers] - of every answer
 * @param {boolean} [compress] - sends texts and WebAssembly as gzip, as hosts of sites do
 */
export async function serveFolder(folder, headers = {}, compress = false) {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const { pathname } = new URL(request.url, 'http://localhost');
    const path = join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const type = types[extname(path)] ?? 'application/octet-stream';
    if (path.startsWith(folder) && existsSync(path)) {
      const content = readFileSync(path);
      response.setHeader('Content-Type', type);
      if (compress && /^text|svg|wasm|json/.test(type))
        response.setHeader('Content-Encoding', 'gzip').end(gzipSync(content));
      else response.end(content);
    } else if (pathname.endsWith('/')) response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
