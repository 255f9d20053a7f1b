import { expect, it } from 'vitest';
import { toGray } from '#core/images/GrayImage';

function gray(...rgba: readonly number[]): number {
  return toGray({ pixels: Uint8Array.from(rgba), width: 1, height: 1 }).pixels[0]!;
}

it('weighs the colours as ITU-R BT.601 does', () => {
  expect(gray(255, 0, 0, 255)).toBe(76);
  expect(gray(0, 255, 0, 255)).toBe(150);
  expect(gray(0, 0, 255, 255)).toBe(29);
  expect(gray(255, 255, 255, 255)).toBe(255);
  // 0.299 * 10 + 0.587 * 200 + 0.114 * 30 = 123.81
  expect(gray(10, 200, 30, 255)).toBe(124);
});

it('keeps every grey as it is', () => {
  for (let value = 0; value < 256; value++) expect(gray(value, value, value, 255)).toBe(value);
});

it('lays transparent pixels over white', () => {
  expect(gray(0, 0, 0, 0)).toBe(255);
  expect(gray(0, 0, 0, 128)).toBe(127);
  expect(gray(0, 0, 0, 127)).toBe(128);
  expect(gray(100, 100, 100, 51)).toBe(224);
  for (let alpha = 0; alpha < 256; alpha++) expect(gray(255, 255, 255, alpha)).toBe(255);
});

it('differs from the exact weights by no more than rounding', () => {
  for (let red = 0; red < 256; red += 15) {
    for (let green = 0; green < 256; green += 15) {
      for (let blue = 0; blue < 256; blue += 15) {
        const exact = 0.299 * red + 0.587 * green + 0.114 * blue;
        expect(Math.abs(gray(red, green, blue, 255) - exact)).toBeLessThan(0.502);
      }
    }
  }
});
