import { decodeBase64 } from '../base64';
import { sourceUnreadable } from './readErrors';

/** The name of data: URLs in messages, which leave out the content. */
export const DATA_URL = 'data URL';

/** Decodes a data: URL (RFC 2397). @throws SOURCE_UNREADABLE */
export function decodeDataUrl(url: string): Uint8Array {
  const comma = url.indexOf(',');
  // A fragment is no content.
  const text = url.slice(comma + 1).split('#', 1)[0]!;
  const isBase64 = /;\s*base64\s*$/i.test(url.slice(0, Math.max(0, comma)));
  const content = comma < 0 ? undefined : isBase64 ? unescapeUrl(text) : new TextEncoder().encode(text);
  const bytes = typeof content === 'string' ? decodeBase64(content) : content && unescapeBytes(content);
  if (bytes !== undefined) return bytes;
  const expected = 'a data: URL with a comma before its content, which is percent-encoded or base64';
  throw sourceUnreadable(DATA_URL, { expected, received: comma < 0 ? 'no comma' : 'damaged base64' });
}

const unescapeUrl = (text: string): string =>
  text.includes('%')
    ? text.replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

/** Replaces "%" and two digits by the byte that they stand for. */
function unescapeBytes(text: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text[at] === 0x25 ? parseHex(text[at + 1], text[at + 2]) : NaN;
    if (!Number.isNaN(code)) at += 2;
    bytes[length++] = Number.isNaN(code) ? text[at]! : code;
  }
  return bytes.subarray(0, length);
}

function parseHex(high = 0, low = 0): number {
  const digits = String.fromCharCode(high, low);
  return /^[\da-f]{2}$/i.test(digits) ? parseInt(digits, 16) : NaN;
}
