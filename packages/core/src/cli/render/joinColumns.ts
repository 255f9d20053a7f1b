import { pad, widthOf } from './formatTable';

/** Sets two blocks of lines beside each other, the shorter one in the middle of the other's height. */
export function joinColumns(left: readonly string[], right: readonly string[]): string[] {
  const height = Math.max(left.length, right.length);
  const width = Math.max(...left.map(widthOf));
  const centred = (lines: readonly string[], row: number): string =>
    lines[row - Math.floor((height - lines.length) / 2)] ?? '';
  return Array.from({ length: height }, (_, row) =>
    `${pad(centred(left, row), width)}   ${centred(right, row)}`.trimEnd(),
  );
}
