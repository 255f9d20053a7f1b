import { openAddress } from './openAddress';

/** A file that a package index offers. */
export interface IndexFile {
  readonly name: string;
  /** Absolute. */
  readonly address: string;
  /** Hexadecimal; undefined where the index does not tell. */
  readonly sha256: string | undefined;
  /** In bytes; undefined where the index does not tell. */
  readonly size: number | undefined;
}

/** The two forms of Python's "simple" index: JSON (PEP 691) and HTML (PEP 503), which small mirrors have. */
const ACCEPT = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5';

/**
 * All files of a project.
 *
 * @throws NATIVE_INSTALL_FAILED
 */
export async function listWheels(index: string, project: string, signal?: AbortSignal): Promise<readonly IndexFile[]> {
  const address = `${index}/${project}/`;
  const response = await openAddress(address, { headers: { Accept: ACCEPT }, expected: [200, 404], signal });
  const text = await response.text();
  if (response.status === 404) return [];
  const isJson = response.headers.get('Content-Type')?.includes('json') === true;
  return isJson ? readJson(text, address) : readHtml(text, address);
}

function readJson(text: string, base: string): IndexFile[] {
  const { files } = JSON.parse(text) as {
    readonly files: readonly {
      readonly filename: string;
      readonly url: string;
      readonly hashes: Readonly<Record<string, string>>;
      readonly size?: number;
    }[];
  };
  return files.map(({ filename, url, hashes, size }) => ({
    name: filename,
    address: new URL(url, base).href,
    sha256: hashes.sha256,
    size,
  }));
}

function readHtml(text: string, base: string): IndexFile[] {
  return [...text.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>([^<]+)<\/a>/g)].map(([, link = '', name = '']) => {
    const url = new URL(link.replaceAll('&amp;', '&'), base);
    const sha256 = /^#sha256=([0-9a-f]{64})$/.exec(url.hash)?.[1];
    url.hash = '';
    return { name: name.trim(), address: url.href, sha256, size: undefined };
  });
}
