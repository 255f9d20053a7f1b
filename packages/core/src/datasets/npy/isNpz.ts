import { isZip } from '../../fileSignatures';

/** True for the first bytes of an archive of arrays, as `numpy.savez` writes it: a ZIP archive whose first file is an array. */
export function isNpz(head: Uint8Array): boolean {
  if (!isZip(head)) return false;
  const length = head[26]! + 256 * head[27]!;
  return new TextDecoder().decode(head.subarray(30, 30 + length)).endsWith('.npy');
}
