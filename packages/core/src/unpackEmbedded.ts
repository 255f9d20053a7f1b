import { decodeEmbedded } from './base64';

/** Decodes and unpacks a large file that a module of the package embeds: base64 text of gzip. @throws Error if it is damaged */
export async function unpackEmbedded(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([decodeEmbedded(text)]).stream();
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  // Not by a Response: Node compiles WebAssembly for its first one, which some hosts forbid.
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    parts.push(value);
  }
}
