import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { platform } from '#core/platform/platform.node';
import expectedFiles from '../../fixtures/images/expected.json';
import { alpha, blue, draw, gray, green, PATTERN, red } from '../images/pattern';

function fixture(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/images/${file}`, import.meta.url)));
}

type Paint = Parameters<typeof draw>[0];

const paintGray: Paint = (x, y) => [gray(x, y), gray(x, y), gray(x, y), 255];
const paintColour: Paint = (x, y) => [red(x), green(y), blue(x, y), 255];

/** An 8-bit gray level after rounding to fewer bits. */
function coarse(depth: number): Paint {
  return (x, y) => {
    const sample = gray(x, y) >> (8 - depth);
    const value = Math.round((sample * 255) / (2 ** depth - 1));
    return [value, value, value, 255];
  };
}

/** The upper byte of the files' 16-bit samples. */
function upper(value: number): number {
  return (value * 257 + 100) >> 8;
}

const paintGray16: Paint = (x, y) => [upper(gray(x, y)), upper(gray(x, y)), upper(gray(x, y)), 255];
const paintColour16: Paint = (x, y) => [upper(red(x)), upper(green(y)), upper(blue(x, y)), 255];

const pngs: Readonly<Record<string, Paint>> = {
  'gray-8.png': paintGray,
  'gray-8-interlaced.png': paintGray,
  'gray-16.png': paintGray16,
  'gray-1.png': coarse(1),
  'gray-1-interlaced.png': coarse(1),
  'gray-2.png': coarse(2),
  'gray-2-interlaced.png': coarse(2),
  'gray-4.png': coarse(4),
  'gray-4-interlaced.png': coarse(4),
  'gray-alpha-8.png': (x, y) => [gray(x, y), gray(x, y), gray(x, y), alpha(x)],
  'gray-key.png': (x, y) => [gray(x, y), gray(x, y), gray(x, y), gray(x, y) === 40 ? 0 : 255],
  'rgb-8.png': paintColour,
  'rgb-16.png': paintColour16,
  'rgb-16-interlaced.png': paintColour16,
  'rgb-suggested-palette.png': paintColour,
  'rgb-key.png': (x, y) => [red(x), green(y), blue(x, y), x === 1 && y === 1 ? 0 : 255],
  'rgba-8.png': (x, y) => [red(x), green(y), blue(x, y), alpha(x)],
  'rgba-16.png': (x, y) => [red(x), green(y), blue(x, y), alpha(x)],
  'palette-4.png': (x, y) => {
    const entry = (x + y) % 16;
    return [10 * entry, 255 - 10 * entry, 7 * entry, [128, 0][entry] ?? 255];
  },
  'palette-4-interlaced.png': (x, y) => {
    const entry = (x + y) % 16;
    return [10 * entry, 255 - 10 * entry, 7 * entry, 255];
  },
  'palette-8.png': (x, y) => {
    const entry = (x + y) % 16;
    return [10 * entry, 255 - 10 * entry, 7 * entry, 255];
  },
  'orientation-6.png': paintColour,
  'orientation-6-late.png': paintColour,
};

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await platform.decodeImage(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'FerError', code: 'IMAGE_UNREADABLE' });
  return (error as { details: { received: string } }).details.received;
}

describe('decoding PNG', () => {
  for (const [file, paint] of Object.entries(pngs)) {
    it(`gives every pixel of ${file}`, async () => {
      const image = await platform.decodeImage(fixture(file));
      const wanted = draw(paint);
      expect([image.width, image.height]).toEqual([wanted.width, wanted.height]);
      expect(Buffer.from(image.pixels).equals(Buffer.from(wanted.pixels))).toBe(true);
    });
  }

  it('decodes an interlaced image of one pixel, most of whose passes are empty', async () => {
    expect(await platform.decodeImage(fixture('one-pixel.png'))).toEqual({
      pixels: Uint8Array.of(77, 77, 77, 255),
      width: 1,
      height: 1,
    });
  });
});

describe('decoding JPEG, WebP, GIF and BMP', () => {
  for (const [file, { width, height, sha256 }] of Object.entries(expectedFiles)) {
    it(`gives the very bytes for ${file} that Pillow gives (libjpeg-turbo, libwebp), upright`, async () => {
      const image = await platform.decodeImage(fixture(file));
      expect([image.width, image.height]).toEqual([width, height]);
      expect(createHash('sha256').update(image.pixels).digest('hex')).toBe(sha256);
    });
  }

  it('turns all eight orientations of a photo into the same upright picture', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const image = await platform.decodeImage(fixture(`orientation-${orientation}.jpg`));
      const wanted = draw(paintColour);
      expect([image.width, image.height]).toEqual([PATTERN.width, PATTERN.height]);
      const worst = Math.max(...wanted.pixels.map((value, index) => Math.abs(value - image.pixels[index]!)));
      expect(worst, `orientation ${orientation}`).toBeLessThan(24);
    }
  });
});

describe('refusing what is no image', () => {
  it('names the format of images that it does not decode', async () => {
    expect(await refusal(fixture('picture.ico'))).toBe('an ICO file');
    expect(await refusal(new TextEncoder().encode('%PDF-1.7'))).toBe('a PDF file');
    expect(await refusal(new TextEncoder().encode('<!doctype html>'))).toBe('an HTML file');
  });

  it('describes bytes that are nothing it knows', async () => {
    expect(await refusal(new Uint8Array())).toBe('no bytes');
    expect(await refusal(Uint8Array.of(1, 2, 3))).toBe('3 bytes that start with 01 02 03');
  });

  for (const file of [
    'rgb-8.png',
    'gray-8-interlaced.png',
    'colour-420.jpg',
    'progressive.jpg',
    'lossy.webp',
    'lossless-alpha.webp',
  ]) {
    it(`refuses ${file} wherever it is cut off`, async () => {
      const bytes = fixture(file);
      for (let length = bytes.length - 1; length >= 0; length -= 5) await refusal(bytes.slice(0, length));
    });
  }

  it('refuses a PNG with a damaged byte anywhere in its picture', async () => {
    const bytes = fixture('palette-8.png');
    for (let at = 8; at < bytes.length - 12; at++) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x10;
      await refusal(damaged);
    }
  });

  it('never fails otherwise than with IMAGE_UNREADABLE on damaged JPEG and WebP, and decodes the next file well', async () => {
    for (const file of ['colour-420.jpg', 'progressive.jpg', 'lossless.webp', 'lossy-alpha.webp']) {
      const bytes = fixture(file);
      for (let at = 0; at < bytes.length; at += 7) {
        const damaged = bytes.slice();
        damaged[at]! ^= 0x55;
        await platform.decodeImage(damaged).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'IMAGE_UNREADABLE' });
        });
      }
      const image = await platform.decodeImage(bytes);
      const wanted = expectedFiles[file as keyof typeof expectedFiles];
      expect(createHash('sha256').update(image.pixels).digest('hex')).toBe(wanted.sha256);
    }
  });

  it('refuses absurd sizes by the header, before memory is taken', async () => {
    const png = fixture('gray-8.png');
    new DataView(png.buffer).setUint32(16, 60_000);
    new DataView(png.buffer).setUint32(20, 60_000);
    expect(await refusal(png)).toContain('60000 x 60000 pixels');

    const jpeg = fixture('gray.jpg');
    const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
    new DataView(jpeg.buffer).setUint16(frame + 5, 60_000);
    new DataView(jpeg.buffer).setUint16(frame + 7, 60_000);
    expect(await refusal(jpeg)).toContain('60000 x 60000 pixels');

    const webp = fixture('lossless.webp');
    new DataView(webp.buffer).setUint32(21, 0x0fff_ffff, true);
    expect(await refusal(webp)).toContain('16384 x 16384 pixels');
  });

  it('refuses an animated WebP by the size of its frame, before memory is taken', async () => {
    const number = (value: number, bytes = 4): Buffer => {
      const written = Buffer.alloc(bytes);
      written.writeUIntLE(value, 0, bytes);
      return written;
    };
    const chunk = (name: string, ...parts: readonly Buffer[]): Buffer => {
      const data = Buffer.concat(parts);
      return Buffer.concat([Buffer.from(name), number(data.length), data, Buffer.alloc(data.length & 1)]);
    };
    const animate = (side: number): Buffer => {
      const content = Buffer.from([7, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 7, 0]);
      const picture = chunk('VP8L', Buffer.of(0x2f), number(side - 1 + (side - 1) * 2 ** 14), content);
      const frame = chunk('ANMF', number(0, 6), number(side - 1, 3), number(side - 1, 3), number(100), picture);
      const canvas = chunk('VP8X', number(2), number(9, 3), number(9, 3));
      const body = Buffer.concat([Buffer.from('WEBP'), canvas, chunk('ANIM', Buffer.alloc(6)), frame]);
      return Buffer.concat([Buffer.from('RIFF'), number(body.length), body]);
    };
    expect((await platform.decodeImage(animate(10))).width).toBe(10);
    expect(await refusal(animate(9000))).toContain('a frame outside of its canvas');
    expect(await refusal(animate(16_384))).toContain('16384 x 16384 pixels');
  });

  it('refuses a GIF whose first frame has no pixels', async () => {
    const bytes = fixture('palette.gif');
    const frame = bytes.lastIndexOf(0x2c, bytes.length - 1);
    for (let at = frame; at > 12; at = bytes.lastIndexOf(0x2c, at - 1)) {
      const empty = bytes.slice();
      empty.fill(0, at + 5, at + 7);
      const received = await refusal(empty).catch(() => '');
      if (received.includes('a frame of 0 x')) return;
    }
    expect.fail('no frame was emptied');
  });

  it('refuses a JPEG that is too short for the size that it claims', async () => {
    const bytes = Buffer.from(readFileSync(new URL('../../fixtures/images/gray.jpg', import.meta.url)));
    const frame = bytes.indexOf(Buffer.of(0xff, 0xc0));
    bytes.writeUInt16BE(1500, frame + 5);
    bytes.writeUInt16BE(65_500, frame + 7);
    await expect(platform.decodeImage(bytes)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      details: { received: `a JPEG of 65500 x 1500 pixels in ${bytes.length} bytes` },
    });
  });

  it('does not let a small PNG inflate beyond the size that it claims', async () => {
    const { deflateSync, crc32 } = await import('node:zlib');
    const chunk = (name: string, data: Uint8Array): Buffer => {
      const checked = Buffer.concat([Buffer.from(name, 'latin1'), data]);
      const frame = Buffer.alloc(8);
      frame.writeUInt32BE(data.length, 0);
      frame.writeUInt32BE(crc32(checked), 4);
      return Buffer.concat([frame.subarray(0, 4), checked, frame.subarray(4)]);
    };
    const file = fixture('one-pixel.png');
    const bomb = Buffer.concat([
      file.subarray(0, 33),
      chunk('IDAT', deflateSync(new Uint8Array(50_000_000))),
      file.subarray(-12),
    ]);
    expect(await refusal(bomb)).toContain('PNG');
  });
});

it('leaves no trace of the codecs among the globals', async () => {
  await platform.decodeImage(fixture('gray.jpg'));
  await platform.decodeImage(fixture('lossy.webp'));
  expect('ImageData' in globalThis).toBe(false);
});

it('stops when it is told to', async () => {
  const reason = new Error('enough');
  await expect(platform.decodeImage(fixture('gray.jpg'), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
