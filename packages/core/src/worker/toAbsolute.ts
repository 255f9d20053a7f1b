/**
 * An address as it means the same in a worker: there, a relative one would start from the worker's script and not from
 * the page. Names in the browser's own database are addresses already.
 */
export function toAbsolute(address: string | URL): string {
  if (address instanceof URL) return address.href;
  const base = typeof document === 'undefined' ? location.href : document.baseURI;
  return URL.canParse(address, base) ? new URL(address, base).href : address;
}
