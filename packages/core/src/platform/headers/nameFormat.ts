/** First bytes of formats, as Latin-1 text with dots for any byte; the first that fits wins. */
const SIGNATURES: readonly (readonly [signature: string, name: string])[] = [
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['\xff\xd8\xff', 'JPEG'],
  ['RIFF....WEBP', 'WebP'],
  ['GIF8', 'GIF'],
  ['....ftypavif', 'AVIF'],
  ['....ftypavis', 'AVIF'],
  ['....ftyphei', 'HEIC'],
  ['....ftyphev', 'HEIC'],
  ['....ftypmif1', 'HEIF'],
  ['....ftyp', 'MP4 video'],
  ['BM', 'BMP'],
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['\0\0\x01\0', 'ICO'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cjP  ', 'JPEG 2000'],
  ['%PDF', 'PDF'],
  ['<svg', 'SVG'],
  ['<?xml', 'XML or SVG'],
  ['<!', 'HTML'],
  ['<html', 'HTML'],
  ['\x1f\x8b', 'gzip'],
  ['PK\x03\x04', 'ZIP'],
  ['{', 'JSON'],
];

/** Names the format of a file by its first bytes; undefined where they fit none. */
export function nameFormat(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  const fits = (signature: string): boolean =>
    signature.length <= head.length &&
    Array.from(signature).every((character, index) => character === '.' || character === head[index]);
  return SIGNATURES.find(([signature]) => fits(signature))?.[1];
}
