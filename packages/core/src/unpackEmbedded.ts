import { decodeEmbedded } from './base64';

/** Decodes and unpacks a large file that a module of the package embeds: base64 text of gzip. @throws Error if it is damaged */
export async function unpackEmbedded(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([decodeEmbedded(text)]).stream();
  return new Uint8Array(await new Response(packed.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
}
