import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A file of the index. */
export interface ServedFile {
  readonly project: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Checksum in the index; undefined if the index has none. */
  readonly sha256: string | undefined;
  /** Size in the index, if it differs from the file's. */
  readonly size?: number;
}

/** A package index that runs. */
export interface ServedIndex {
  readonly address: string;
  /** The bytes that were asked for, of each request for a file: `all`, or `bytes=100-`. */
  readonly requests: string[];
  close(): Promise<void>;
}

/**
 * Serves a package index on this machine.
 *
 * @param options.html - in the old form
 * @param options.breakAfter - how many bytes the first requests for a file get, one number each, before the line breaks
 */
export async function serveIndex(
  files: readonly ServedFile[],
  { html = false, breakAfter = [] }: { readonly html?: boolean; readonly breakAfter?: readonly number[] } = {},
): Promise<ServedIndex> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const [, first, second] = decodeURIComponent(request.url ?? '').split('/');
    if (first === 'files') {
      const file = files.find(({ name }) => name === second)!;
      requests.push(request.headers.range ?? 'all');
      sendFile(response, file.bytes, request.headers.range, breakAfter[requests.length - 1]);
      return;
    }
    const listed = files.filter(({ project }) => project === second);
    if (listed.length === 0) response.writeHead(404).end();
    else if (html) response.setHeader('Content-Type', 'text/html').end(asHtml(listed));
    else response.setHeader('Content-Type', 'application/vnd.pypi.simple.v1+json').end(asJson(listed));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sendFile(response: ServerResponse, bytes: Uint8Array, range: string | undefined, breakAfter?: number): void {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  const rest = bytes.subarray(start);
  response.writeHead(start === 0 ? 200 : 206, { 'Content-Length': rest.length });
  if (breakAfter === undefined) response.end(rest);
  // A client that has not read the bytes when the line breaks loses them.
  else response.write(rest.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 500));
}

const asJson = (files: readonly ServedFile[]): string =>
  JSON.stringify({
    files: files.map(({ name, bytes, sha256, size = bytes.length }) => ({
      filename: name,
      url: `/files/${name}`,
      hashes: sha256 === undefined ? {} : { sha256 },
      size,
    })),
  });

const asHtml = (files: readonly ServedFile[]): string =>
  files
    .map(
      ({ name, sha256 }) =>
        `<a href="../../files/${name}${sha256 === undefined ? '' : `#sha256=${sha256}`}">${name}</a><br/>`,
    )
    .join('\n');
