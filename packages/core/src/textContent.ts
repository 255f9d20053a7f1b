/** Longest path that Linux takes, in bytes. */
const LONGEST_PATH = 4096;
/** Shortest text that is looked at, in characters: a shorter one is looked up as a path. */
const SHORTEST_BASE64 = 200;
/** Base64 has a slash in 64 characters, and names of files and folders are shorter than this on average. */
const SEGMENT = 32;

/** The first letters of PNG, JPEG, GIF and WebP files in base64. */
const IMAGE_IN_BASE64 = /^(iVBORw0KGgo|\/9j\/|R0lGOD|UklGR)/;

function isBase64(text: string): boolean {
  if (text.length < SHORTEST_BASE64 || !/^[\w+/=\s-]+$/.test(text)) return false;
  if (![/[a-z]/, /[A-Z]/, /[0-9]/].every((letters) => letters.test(text))) return false;
  return IMAGE_IN_BASE64.test(text) || text.length / text.split('/').length > SEGMENT;
}

/**
 * Describes text that holds content or is too long for a path, such as "base64 text of 40000 characters"; undefined for text that may be a
 * path or URL. Errors of file systems and servers quote their whole input, so that such text may not reach them.
 */
export function describeContent(text: string): string | undefined {
  if (/^\s*data:/i.test(text)) return 'a data: URL';
  const length = `${text.length} characters`;
  if (isBase64(text)) return `base64 text of ${length}`;
  return text.length > LONGEST_PATH && !/^(https?|blob):/i.test(text) ? `text of ${length}` : undefined;
}
