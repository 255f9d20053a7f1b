import { describe, expect, it } from 'vitest';
import { buildConfusionView, confusionToCsv, confusionToSvg } from '@ferkit/react/export';
import { palettes } from '#react/confusion/palette';
import { moods } from '../support/confusions';

describe('confusionToCsv', () => {
  it('writes counts, sums and quotients in full precision', () => {
    expect(confusionToCsv(buildConfusionView(moods))).toBe(
      [
        'true \\ predicted,happy,disgust,sad,total,recall',
        'happy,8,0,2,10,0.8',
        'disgust,0,0,0,0,',
        'sad,1,1,3,5,0.6',
        'total,9,1,5,15,',
        `precision,${8 / 9},0,0.6,,${11 / 15}`,
        '',
      ].join('\r\n'),
    );
  });

  it('quotes labels that need it', () => {
    const csv = confusionToCsv(
      buildConfusionView({
        labels: ['a,b', 'say "hi"'],
        counts: [
          [0, 0],
          [0, 0],
        ],
      }),
    );
    expect(csv.split('\r\n')[0]).toBe('true \\ predicted,"a,b","say ""hi""",total,recall');
  });
});

describe('confusionToSvg', () => {
  const parse = (svg: string): Document => new DOMParser().parseFromString(svg, 'image/svg+xml');

  it('draws each cell with its number, its colour and its words', () => {
    const svg = parse(confusionToSvg(buildConfusionView(moods), { title: 'Test <split>' }));
    const cells = [...svg.querySelectorAll('g')];
    expect(cells).toHaveLength(9);
    expect(cells.map((cell) => cell.querySelector('text')?.textContent)).toEqual([
      ...['80%', '·', '20%'],
      ...['–', '–', '–'],
      ...['20%', '20%', '60%'],
    ]);
    expect(cells[6]?.querySelector('title')?.textContent).toBe(
      'sad predicted as happy: 1 of 5, 20% of all samples of sad',
    );
    expect(cells[1]?.querySelector('rect')?.getAttribute('fill')).toBe(palettes.light.low);
    expect(svg.querySelector('title')?.textContent).toBe('Test <split>');
    expect(svg.querySelector('desc')?.textContent).toMatch(/^15 samples/);
  });

  it('needs nothing from outside, in both themes', () => {
    for (const theme of ['light', 'dark'] as const) {
      const svg = confusionToSvg(buildConfusionView(moods), { theme });
      expect(svg).not.toMatch(/href|url\(|<style|var\(/);
      expect(svg).toContain(palettes[theme].surface);
    }
  });
});
