/** The neighbour that lies nearest to left + up - corner (ISO/IEC 15948, 9.4). */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/**
 * Undoes the filter of one row in place (ISO/IEC 15948, 9.2).
 * @param above - the row above, already unfiltered; zeros for the first
 * @param pixelBytes - the distance to the byte that counts as left, at least 1
 */
export function unfilterRow(filter: number, row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let at = pixelBytes; at < row.length; at++) row[at] = row[at]! + row[at - pixelBytes]!;
      return;
    case 2:
      for (let at = 0; at < row.length; at++) row[at] = row[at]! + above[at]!;
      return;
    case 3:
      for (let at = 0; at < row.length; at++) {
        const left = at < pixelBytes ? 0 : row[at - pixelBytes]!;
        row[at] = row[at]! + ((left + above[at]!) >> 1);
      }
      return;
    case 4:
      for (let at = 0; at < row.length; at++) {
        const left = at < pixelBytes ? 0 : row[at - pixelBytes]!;
        const corner = at < pixelBytes ? 0 : above[at - pixelBytes]!;
        row[at] = row[at]! + paeth(left, above[at]!, corner);
      }
      return;
    default:
      throw new Error(`unknown filter ${filter}`);
  }
}
