import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellColors, inkOn, type Palette, palettes } from '#react/confusion/palette';

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

const values = Array.from({ length: 2001 }, (_, step) => step / 1000 - 1);

describe.each(Object.entries(palettes))('The %s palette', (_, palette) => {
  it('keeps each number readable on its cell', () => {
    for (const value of values) {
      const { background, ink } = cellColors(palette, value);
      expect(contrast(background, ink), `at ${value}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps names readable on the page', () => {
    expect(contrast(palette.text, palette.surface)).toBeGreaterThanOrEqual(7);
    expect(contrast(palette.muted, palette.surface)).toBeGreaterThanOrEqual(4.5);
  });

  it('grows steadily in luminance, so that it is read without colour', () => {
    const direction = Math.sign(luminance(palette.high) - luminance(palette.low));
    for (const sign of [1, -1]) {
      const steps = Array.from({ length: 21 }, (__, step) =>
        luminance(cellColors(palette, (sign * step) / 20).background),
      );
      steps.slice(1).forEach((step, place) => expect(direction * (step - steps[place]!)).toBeGreaterThan(0));
    }
  });
});

it('chooses black or white text with a contrast of 4.5 on any colour', () => {
  const channels = Array.from({ length: 18 }, (_, step) => (15 * step).toString(16).padStart(2, '0'));
  for (const red of channels)
    for (const green of channels)
      for (const blue of channels) {
        const ground = `#${red}${green}${blue}`;
        if (contrast(ground, inkOn(ground)) < 4.5) expect.fail(`${ground} with ${inkOn(ground)}`);
      }
});

it('is the same in the style sheets', () => {
  const folder = new URL('../../../packages/react/src/styles/parts/', import.meta.url);
  const styles = ['frame.css', 'confusion.css'].map((name) => readFileSync(new URL(name, folder), 'utf8')).join('');
  const variables: Record<keyof Palette, string> = {
    surface: 'surface',
    text: 'text',
    muted: 'muted',
    low: 'scale-low',
    mid: 'scale-mid',
    high: 'scale-high',
    lessMid: 'scale-less-mid',
    lessHigh: 'scale-less-high',
  };
  for (const [name, variable] of Object.entries(variables) as [keyof Palette, string][]) {
    const [light, dark] = [palettes.light[name], palettes.dark[name]];
    const value = light === dark ? light : `var(--ferkit-light, ${light}) var(--ferkit-dark, ${dark})`;
    expect(styles).toContain(`var(--ferkit-${variable}, ${value})`);
  }
});
