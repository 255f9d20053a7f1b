import { crc32, deflateSync } from 'node:zlib';
import type { RgbaImage } from '@ferkit/core/datasets';

/** A PNG file whose pixels lie on their side, with the EXIF orientation (6) that turns them upright again. */
export function encodeTurnedPng({ pixels, width, height }: RgbaImage): Uint8Array {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(height, 0);
  header.writeUInt32BE(width, 4);
  // Turned to the left: its rows are the columns of the upright image, the last first.
  const rows = Buffer.alloc((height * 4 + 1) * width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < height; column++) {
      const at = (column * width + (width - 1 - row)) * 4;
      rows.set(pixels.subarray(at, at + 4), row * (height * 4 + 1) + 1 + column * 4);
    }
  }
  // TIFF, big-endian, one entry: orientation (0x0112), a short, 6.
  const exif = Buffer.from('4d4d002a000000080001011200030000000100060000' + '00000000', 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('eXIf', exif),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
