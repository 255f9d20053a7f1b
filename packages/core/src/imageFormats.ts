/** The name of a format of images, as messages and errors give it. */
export type ImageFormat =
  | 'PNG'
  | 'JPEG'
  | 'WebP'
  | 'GIF'
  | 'BMP'
  | 'AVIF'
  | 'HEIC'
  | 'TIFF'
  | 'SVG'
  | 'ICO'
  | 'JPEG XL'
  | 'JPEG 2000'
  | 'PNM'
  | 'PSD'
  | 'TGA';

/** The facts of a format that all parts ask for: readers of headers, of folders and of standard input. */
interface FormatFacts {
  readonly name: ImageFormat;
  /** File extensions, as a regular expression. */
  readonly endings: string;
  /** Its first bytes as Latin-1 text, with a dot for any byte; none where {@link nameFormat} looks further. */
  readonly signatures: readonly string[];
}

/** Formats that ferkit decodes in Node and in browsers to the same pixels. */
const DECODED: readonly FormatFacts[] = [
  { name: 'PNG', endings: 'a?png', signatures: ['\x89PNG\r\n\x1a\n'] },
  { name: 'JPEG', endings: 'jpe?g|jpe|jfif|jif', signatures: ['\xff\xd8\xff'] },
  { name: 'WebP', endings: 'webp', signatures: ['RIFF....WEBP'] },
  { name: 'GIF', endings: 'gif', signatures: ['GIF87a', 'GIF89a'] },
  { name: 'BMP', endings: 'bmp|dib', signatures: [] },
];

/** Formats that some browsers decode, and the optional package sharp in Node. */
const OTHERS: readonly FormatFacts[] = [
  { name: 'AVIF', endings: 'avifs?', signatures: [] },
  { name: 'HEIC', endings: 'hei[cf]', signatures: [] },
  { name: 'TIFF', endings: 'tiff?', signatures: ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'] },
  { name: 'SVG', endings: 'svgz?', signatures: [] },
  { name: 'ICO', endings: 'ico|cur', signatures: ['\0\0\x01\0', '\0\0\x02\0'] },
  { name: 'JPEG XL', endings: 'jxl', signatures: ['\0\0\0\x0cJXL ', '\xff\x0a'] },
  { name: 'JPEG 2000', endings: 'jp2|j2k|jpx', signatures: ['\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'] },
  { name: 'PNM', endings: 'p[bgpn]m', signatures: [] },
  { name: 'PSD', endings: 'psd', signatures: ['8BPS'] },
  { name: 'TGA', endings: 'tga', signatures: [] },
];

const endingsOf = (formats: readonly FormatFacts[]): string =>
  `\\.(${formats.map(({ endings }) => endings).join('|')})$`;

/** Matches the file extensions of formats that are decoded in Node and in browsers. */
export const decodedEnding = /* @__PURE__ */ new RegExp(/* @__PURE__ */ endingsOf(DECODED), 'i');

/** Matches the file extensions of all images, also of formats that are not decoded everywhere. */
export const imageEnding = /* @__PURE__ */ new RegExp(/* @__PURE__ */ endingsOf([...DECODED, ...OTHERS]), 'i');

/** The formats by the first bytes, those with longer signatures before those with shorter ones. */
const SIGNATURES: readonly (readonly [signature: string, name: string])[] = [
  ...[...DECODED, ...OTHERS].flatMap(({ name, signatures }) => signatures.map((one) => [one, name] as const)),
  ['\x1aE\xdf\xa3', 'WebM or Matroska'],
  ['%PDF', 'PDF'],
  ['\x1f\x8b', 'gzip'],
  ['PK\x03\x04', 'ZIP'],
  ['version https://git-lfs', 'Git LFS pointer'],
];

/** Bytes that tell a format: text may begin with comments. */
const HEAD = 1024;

/** Names the format of a file by its first bytes, also of files that are no images; undefined if they fit none. */
export function nameFormat(bytes: Uint8Array): ImageFormat | (string & {}) | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, HEAD));
  const fits = (signature: string): boolean =>
    signature.length <= head.length &&
    Array.from(signature).every((character, index) => character === '.' || character === head[index]);
  const found = SIGNATURES.find(([signature]) => fits(signature))?.[1];
  return found ?? nameContainer(head) ?? (isBmp(head) ? 'BMP' : nameText(head));
}

/** Names a file of the ISO base media format (ISO/IEC 14496-12) by its major and compatible brands. */
function nameContainer(head: string): string | undefined {
  if (head.slice(4, 8) !== 'ftyp') return undefined;
  const brands = head.slice(8, Math.max(12, head.charCodeAt(2) * 256 + head.charCodeAt(3)));
  if (/^(....)*?avi[fs]/.test(brands)) return 'AVIF';
  if (/^(....)*?(hei[cxms]|hev[cxms])/.test(brands) || /^(mif1|msf1)/.test(brands)) return 'HEIC';
  return 'MP4 video';
}

/** Sizes of the second header of a BMP file. Its two letters alone also begin other files and texts. */
const BMP_HEADERS: readonly number[] = [12, 16, 40, 52, 56, 64, 108, 124];

const isBmp = (head: string): boolean =>
  head.startsWith('BM') && BMP_HEADERS.includes(head.charCodeAt(14)) && head.slice(15, 18) === '\0\0\0';

function nameText(head: string): string | undefined {
  // With the byte order mark of UTF-8.
  const text = head.replace(/^(\xef\xbb\xbf)?\s*/, '').toLowerCase();
  if (/^(<\?xml|<!--|<!doctype svg|<svg)/.test(text) && text.includes('<svg')) return 'SVG';
  if (text.startsWith('<?xml')) return 'XML';
  if (/^<[!a-z]/.test(text)) return 'HTML';
  return /^[{[]\s*["{[\]}]/.test(text) ? 'JSON' : undefined;
}

/** True for the names of formats of images. */
export const isImageFormat = (name: string | undefined): name is ImageFormat =>
  [...DECODED, ...OTHERS].some((format) => format.name === name);

/** True for formats that are decoded in Node and in browsers. */
export const isDecodedFormat = (name: string): boolean => DECODED.some((format) => format.name === name);
