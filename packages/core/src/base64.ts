/** Decodes base64 text that a module of the package embeds. @throws DOMException for other text */
export function decodeEmbedded(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  // A loop, because `Uint8Array.from` takes many times as long for megabytes of text.
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Decodes base64, also with line breaks, of the alphabet for URLs, or without padding; undefined for other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return decodeEmbedded(text.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    return undefined;
  }
}
