/** Longest path that Linux takes, in bytes. */
const LONGEST_PATH = 4096;
/** Shortest text that is looked at, in characters: a shorter one is looked up as a path. */
const SHORTEST_CONTENT = 200;
/** Base64 has a slash in 64 characters, and names of files and folders are shorter than this on average. */
const SEGMENT = 32;

function isBase64(text: string): boolean {
  // Also with the rest of a data: URL before it, or as JSON has it.
  const bare = text.replace(/^(["']|.{0,100}\bbase64,)/is, '').replace(/["']\s*$/, '');
  if (bare.length < SHORTEST_CONTENT || !/^[\w+/=\s-]+$/.test(bare)) return false;
  const isMixed = /[a-z]/.test(bare) && /[A-Z]/.test(bare) && /\d/.test(bare);
  const isHex = /^[\da-f]+$/i.test(bare);
  return (isMixed || isHex) && bare.length / bare.split('/').length > SEGMENT;
}

/**
 * Describes text that holds content or is too long for a path, such as "base64 text of 40000 characters"; undefined for text that may be a
 * path or URL. Errors of file systems and servers quote their whole input, so that such text may not reach them.
 */
export function describeContent(text: string): string | undefined {
  if (/^\s*data:/i.test(text)) return 'a data: URL';
  const length = `${text.length} characters`;
  // No path has a zero.
  if (text.includes('\0')) return `binary text of ${length}`;
  if (isBase64(text)) return `base64 text of ${length}`;
  return text.length > LONGEST_PATH && !/^(https?|blob):/i.test(text) ? `text of ${length}` : undefined;
}

/**
 * True for text that may be base64 of an image, the smallest of which has some 40 bytes. A quick test, which leaves out addresses and most
 * paths: base64 has neither dots nor colons.
 */
export const mayBeBase64 = (text: string): boolean => /^[\w+/\s-]{48}/.test(text);
