import { describe, expect, it, test } from 'vitest';
import {
  type Corruption,
  CORRUPTION_KINDS,
  type CorruptionKind,
  corruptImage,
  describeCorruption,
  drawSyntheticFace,
  type GrayImage,
  standardCorruptions,
} from '@ferkit/core/datasets';
import { catchError } from './support/catchError';

const face = drawSyntheticFace('happy', { seed: 1, size: 48 });
const gray = (grey: number, width = 48, height = 48): GrayImage => ({
  pixels: new Uint8Array(width * height).fill(grey),
  width,
  height,
});
/** Columns 0, 1, 2 ... of the grey 4, 9, 14 ... */
const ramp: GrayImage = {
  pixels: Uint8Array.from({ length: 48 * 48 }, (_, at) => 4 + 5 * (at % 48)),
  width: 48,
  height: 48,
};
const pixelsOf = (image: GrayImage, kind: CorruptionKind, strength: number, seed = 0, index = 0): number[] =>
  Array.from(corruptImage(image, { kind, strength }, { seed, index }).pixels);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

describe('a corruption has the strength that it says', () => {
  it('noise: Gaussian, with its standard deviation in grey levels', () => {
    const noise = pixelsOf(gray(128), 'noise', 20);
    expect(mean(noise)).toBeCloseTo(128, -0.5);
    expect(deviation(noise)).toBeGreaterThan(19);
    expect(deviation(noise)).toBeLessThan(21);
    expect(noise.filter((v) => Math.abs(v - 128) <= 20).length / noise.length).toBeCloseTo(0.68, 1);
  });

  it('blur: a white pixel becomes a Gaussian of its standard deviation', () => {
    const dot = gray(0);
    dot.pixels[24 * 48 + 24] = 255;
    const blurred = pixelsOf(dot, 'blur', 2);
    const total = blurred.reduce((sum, v) => sum + v, 0);
    const variance = blurred.reduce((sum, v, at) => sum + v * ((at % 48) - 24) ** 2, 0) / total;
    // Levels below one half are lost at the rim.
    expect(Math.sqrt(variance)).toBeCloseTo(2, 0);
    expect(blurred[24 * 48 + 24]).toBeCloseTo(255 / (2 * Math.PI * 4), 0);
  });

  it('downscale: a half of the width, where each of the smaller pixels is the mean of four', () => {
    const pixels = new Uint8Array(48 * 48);
    for (let y = 0; y < 48; y++) for (let x = 0; x < 48; x++) pixels[y * 48 + x] = (x + y) % 2 === 0 ? 200 : 100;
    expect(pixelsOf({ pixels, width: 48, height: 48 }, 'downscale', 24)).toEqual(Array(48 * 48).fill(150));
    // Enlarged linearly between the means, which are rounded too: 7, 17, 27 ...
    expect(pixelsOf(ramp, 'downscale', 24).slice(0, 5)).toEqual([7, 10, 15, 20, 25]);
  });

  it('jpeg: a plain image stays, and details are lost with falling quality', () => {
    expect(pixelsOf(gray(130), 'jpeg', 50)).toEqual(Array(48 * 48).fill(130));
    const loss = [90, 30, 10, 1].map((quality) =>
      Math.sqrt(mean(pixelsOf(face, 'jpeg', quality).map((v, at) => (v - face.pixels[at]!) ** 2))),
    );
    expect(loss).toEqual(loss.toSorted((a, b) => a - b));
    expect(loss[0]).toBeLessThan(4);
    expect(loss[3]).toBeGreaterThan(8);
  });

  test.each([0, 1, 60, 128, 200, 255])('dark and contrast: the grey %i', (grey) => {
    const [image, dark] = [gray(grey, 2, 1), 127.5 * (grey / 255) ** 1.8];
    expect(pixelsOf(image, 'dark', 1.8)).toEqual([Math.round(dark), Math.round(dark)]);
    const flat = Math.round(110 + 0.35 * (grey - 128));
    expect(pixelsOf(image, 'contrast', 0.35)).toEqual([flat, flat]);
    expect(pixelsOf(image, 'contrast', 0)).toEqual([110, 110]);
  });

  it('rotate: by its angle, to both sides about as often', () => {
    // A bar to the right of the centre.
    const bar = gray(0);
    for (let y = 22; y < 26; y++) for (let x = 34; x < 44; x++) bar.pixels[y * 48 + x] = 255;
    const angles = Array.from({ length: 40 }, (_, index) => {
      const turned = pixelsOf(bar, 'rotate', 15, 0, index);
      const total = turned.reduce((sum, v) => sum + v, 0);
      const x = turned.reduce((sum, v, at) => sum + v * ((at % 48) - 23.5), 0) / total;
      const y = turned.reduce((sum, v, at) => sum + v * (Math.floor(at / 48) - 23.5), 0) / total;
      return (Math.atan2(y, x) * 180) / Math.PI;
    });
    for (const angle of angles) expect(Math.abs(angle)).toBeCloseTo(15, 0);
    const right = angles.filter((angle) => angle > 0).length;
    expect(right).toBeGreaterThan(10);
    expect(right).toBeLessThan(30);
  });

  it('scale: about the centre', () => {
    // The ramp rises by 5 a pixel, enlarged twice by 2.5; its centre stays.
    const twice = pixelsOf(ramp, 'scale', 2).slice(0, 48);
    expect(twice[40]! - twice[20]!).toBeCloseTo(50, -0.5);
    expect((twice[23]! + twice[24]!) / 2).toBeCloseTo((ramp.pixels[23]! + ramp.pixels[24]!) / 2, -0.5);
    const half = pixelsOf(ramp, 'scale', 0.5).slice(0, 48);
    expect(half[30]! - half[20]!).toBeCloseTo(100, -0.5);
    expect(half[0]).toBe(ramp.pixels[0]);
  });

  it('shift: by whole pixels along both axes, in four directions, with the edge repeated', () => {
    const seen = new Set<string>();
    for (let index = 0; index < 40; index++) {
      const shifted = pixelsOf(face, 'shift', 4, 0, index);
      const found = [-4, 4]
        .flatMap((right) => [-4, 4].map((down) => [right, down] as const))
        .filter(([right, down]) =>
          shifted.every((v, at) => {
            const x = Math.min(47, Math.max(0, (at % 48) - right));
            const y = Math.min(47, Math.max(0, Math.floor(at / 48) - down));
            return v === face.pixels[y * 48 + x];
          }),
        );
      expect(found).toHaveLength(1);
      seen.add(String(found[0]));
    }
    expect(seen.size).toBe(4);
  });

  it('patch: one square of one grey, anywhere in the image', () => {
    const corners = Array.from({ length: 60 }, (_, index) => {
      const image: GrayImage = { ...face, pixels: face.pixels.map((v) => (v === 77 ? 78 : v)) };
      const patched = pixelsOf(image, 'patch', 14, 3, index);
      const changed = [...patched.keys()].filter((at) => patched[at] !== image.pixels[at]);
      const columns = changed.map((at) => at % 48);
      const rows = changed.map((at) => Math.floor(at / 48));
      expect(Math.max(...columns) - Math.min(...columns)).toBeLessThan(14);
      expect(Math.max(...rows) - Math.min(...rows)).toBeLessThan(14);
      const greys = new Set(changed.map((at) => patched[at]!));
      expect(greys.size).toBe(1);
      expect(changed.length).toBeGreaterThan(14 * 14 * 0.8);
      return [Math.min(...columns), Math.min(...rows), [...greys][0]!] as const;
    });
    for (const axis of [0, 1] as const) {
      const places = corners.map((corner) => corner[axis]);
      expect(Math.min(...places)).toBeLessThan(5);
      expect(Math.max(...places)).toBeGreaterThan(29);
      expect(Math.max(...places)).toBeLessThanOrEqual(34);
    }
    expect(new Set(corners.map(([, , grey]) => grey)).size).toBeGreaterThan(30);
  });

  it('lengths grow with the width of the image', () => {
    const large = gray(0, 96, 120);
    large.pixels[60 * 96 + 48] = 255;
    const blurred = pixelsOf(large, 'blur', 1);
    expect(blurred[60 * 96 + 48]).toBeCloseTo(255 / (2 * Math.PI * 4), 0);
    expect(pixelsOf(gray(90, 96, 96), 'patch', 14, 1).filter((v) => v !== 90)).toHaveLength(28 * 28);
    const [from, to] = [corruptImage(face, { kind: 'shift', strength: 4 }), { ...gray(0, 24, 24) }];
    expect(from.width).toBe(48);
    to.pixels[12 * 24 + 12] = 255;
    const at = pixelsOf(to, 'shift', 4).indexOf(255);
    expect([Math.abs((at % 24) - 12), Math.abs(Math.floor(at / 24) - 12)]).toEqual([2, 2]);
  });

  it.each([
    ['shift', 0.4],
    ['downscale', 47.9],
    ['patch', 0.4],
  ] as const)('the least %s is a pixel, not nothing', (kind, strength) => {
    for (const width of [32, 48, 96]) {
      const image = drawSyntheticFace('sad', { seed: 1, size: width });
      expect(pixelsOf(image, kind, strength)).not.toEqual([...image.pixels]);
    }
  });

  it('a tiny image is corrupted too', () => {
    for (const kind of CORRUPTION_KINDS) {
      const strength = standardCorruptions.find((corruption) => corruption.kind === kind)!.strength;
      expect(pixelsOf(gray(100, 1, 1), kind, strength)).toHaveLength(1);
      expect(pixelsOf(gray(100, 3, 7), kind, strength)).toHaveLength(21);
    }
  });
});

describe('the same seed and position', () => {
  test.each(standardCorruptions)('give the same pixels: $kind $strength', (corruption) => {
    const before = face.pixels.slice();
    const once = corruptImage(face, corruption, { seed: 3, index: 5 });
    expect(corruptImage(face, corruption, { seed: 3, index: 5 })).toEqual(once);
    expect([...once.pixels]).not.toEqual([...face.pixels]);
    expect([...face.pixels]).toEqual([...before]);
    const clamped = { ...face, pixels: Uint8ClampedArray.from(face.pixels) };
    expect(corruptImage(clamped, corruption, { seed: 3, index: 5 })).toEqual(once);
  });

  test.each(['noise', 'patch'] as const)('are needed for it: %s', (kind) => {
    const own = pixelsOf(face, kind, 10, 3, 5);
    expect(pixelsOf(face, kind, 10, 4, 5)).not.toEqual(own);
    expect(pixelsOf(face, kind, 10, 3, 6)).not.toEqual(own);
  });

  it('give noise of two strengths the same pattern', () => {
    const [weak, strong] = [5, 20].map((strength) => pixelsOf(gray(128), 'noise', strength).map((v) => v - 128));
    for (const [at, noise] of weak!.entries()) expect(Math.abs(strong![at]! - 4 * noise)).toBeLessThanOrEqual(2.5);
  });

  it('give these pixels, on every platform', () => {
    // Pixels of a row, and a sum that no two images share by chance.
    const print = ({ kind, strength }: Corruption): string => {
      const pixels = pixelsOf(face, kind, strength, 1, 2);
      const sum = pixels.reduce((total, v, at) => total + v * (1 + (at % 97)), 0);
      return `${pixels.slice(20 * 48 + 14, 20 * 48 + 22).join(' ')}, ${sum}`;
    };
    const printed = standardCorruptions.map((corruption) => `${describeCorruption(corruption)}: ${print(corruption)}`);
    expect(printed).toMatchInlineSnapshot(`
      [
        "noise of 5 grey levels: 163 164 163 164 151 181 171 176, 19798208",
        "noise of 10 grey levels: 167 166 166 169 145 179 160 164, 19772251",
        "noise of 20 grey levels: 174 171 173 180 132 175 136 140, 19711723",
        "blur of 0.8 px: 147 150 157 163 167 175 183 189, 19800770",
        "blur of 1.6 px: 144 148 155 162 168 174 180 184, 19803193",
        "face of 32 px: 148 151 156 161 166 175 184 190, 19803483",
        "face of 24 px: 140 145 159 167 167 172 181 187, 19813554",
        "face of 16 px: 141 150 159 163 166 170 176 183, 19787171",
        "JPEG of quality 30: 168 183 162 167 173 178 181 185, 19829882",
        "JPEG of quality 10: 141 138 169 171 175 179 185 190, 19853503",
        "dark, exponent 1.8: 54 56 55 54 54 70 70 74, 7558861",
        "contrast × 0.35: 121 122 121 121 121 129 129 131, 14244261",
        "rotated by 15°: 185 191 197 196 185 188 179 179, 19399635",
        "size × 1.15: 166 166 164 169 180 181 182 191, 18941698",
        "shifted by 4 px: 122 74 59 42 37 30 78 128, 19626820",
        "patch of 14 px: 159 162 160 158 158 183 183 188, 19282353",
      ]
    `);
  });
});

describe('the standard corruptions', () => {
  it('are of all kinds, and hold the twelve of the first figures', () => {
    expect(standardCorruptions).toHaveLength(16);
    expect(new Set(standardCorruptions.map(({ kind }) => kind))).toEqual(new Set(CORRUPTION_KINDS));
    const twelve: readonly (readonly [CorruptionKind, number])[] = [
      ['noise', 5],
      ['noise', 10],
      ['noise', 20],
      ['blur', 0.8],
      ['downscale', 24],
      ['downscale', 32],
      ['dark', 1.8],
      ['contrast', 0.35],
      ['rotate', 15],
      ['scale', 1.15],
      ['shift', 4],
      ['patch', 14],
    ];
    for (const [kind, strength] of twelve) expect(standardCorruptions).toContainEqual({ kind, strength });
  });

  it('have words', () => {
    const words = standardCorruptions.map(describeCorruption);
    expect(new Set(words).size).toBe(16);
    expect(words[0]).toBe('noise of 5 grey levels');
    expect(words.at(-1)).toBe('patch of 14 px');
  });
});

describe('a wrong corruption is refused', () => {
  const refused = async (corruption: unknown): Promise<string> =>
    (await catchError('OPTION_INVALID', () => corruptImage(face, corruption as Corruption))).message;

  test.each([
    [{ kind: 'nois', strength: 1 }, '"corruption.kind"', 'Did you mean "noise"?'],
    [{ kind: 'rotation', strength: 1 }, '"corruption.kind"', 'Did you mean "rotate"?'],
    [{ kind: 'fog', strength: 1 }, '"corruption.kind"', 'expected "noise", "blur"'],
    [{ kind: 'noise' }, '"corruption.strength"', 'received undefined'],
    [{ kind: 'noise', strength: 0 }, 'above 0 and of at most 255 for noise', 'received 0'],
    [{ kind: 'noise', strength: NaN }, '"corruption.strength"', 'received NaN'],
    [{ kind: 'downscale', strength: 48 }, 'of at least 2 and below 48 for downscale', 'received 48'],
    [{ kind: 'jpeg', strength: 30.5 }, 'a whole number from 1 to 100 for jpeg', 'received 30.5'],
    [{ kind: 'contrast', strength: '0.3' }, 'from 0 to 1 for contrast', 'received "0.3"'],
    [{ kind: 'noise', sigma: 5 }, '"corruption.strength"', 'received undefined'],
    ['noise:10', '"corruption"', 'expected a corruption { kind, strength }'],
    [null, '"corruption"', 'received null'],
  ])('%j', async (corruption, ...texts) => {
    const message = await refused(corruption);
    for (const text of texts) expect(message).toContain(text);
  });

  it('by describeCorruption too', async () => {
    const call = (): string => describeCorruption({ kind: 'noise', strength: -1 });
    expect((await catchError('OPTION_INVALID', call)).message).toContain('"corruption.strength"');
  });
});
