import { decodeBase64 } from './base64';
import { isImageFormat, nameFormat } from './imageFormats';

/** The shortest base64 text that is looked at, in characters: the smallest images have some 40 bytes. */
export const SHORTEST_BASE64 = 48;
/** Characters that tell the format. */
const HEAD = 128;

/** True for base64 text whose first bytes are those of a format of images. */
export const isImageText = (text: string): boolean => beginsAsImage(text) && /^[\w+/\s-]*={0,2}$/.test(text.trim());

/** True for text that begins as base64 of an image does, whatever follows. */
export function beginsAsImage(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length < SHORTEST_BASE64) return false;
  const head = trimmed.slice(0, HEAD).replace(/\s/g, '');
  const bytes = decodeBase64(head.slice(0, head.length - (head.length % 4)).replace(/=+$/, ''));
  if (bytes === undefined || !isImageFormat(nameFormat(bytes))) return false;
  // A path can begin with the two or three letters of the signatures that begin with a slash: "/work", "/9j".
  return bytes[0] !== 0xff || (bytes[1] === 0xd8 && JPEG_SEGMENTS.includes(bytes[3]!));
}

/** Markers that JPEG files begin with after their signature. */
const JPEG_SEGMENTS: readonly number[] = [0xc0, 0xc1, 0xc2, 0xc4, 0xdb, 0xdd, 0xe0, 0xe1, 0xe2, 0xec, 0xed, 0xee, 0xfe];
