import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { scorePredictions } from '@ferkit/core/metrics';
import { formatBytes, formatSeconds } from '#core/cli/render/formatNumber';
import { formatTable, joinColumns } from '#core/cli/render/formatTable';
import { renderConfusion, renderScores } from '#core/cli/render/renderReport';
import { renderFace } from '#core/cli/render/renderFace';
import { describeBatch, renderBatch, renderEpoch, renderSparkline } from '#core/cli/render/renderProgress';
import { createStyle } from '#core/cli/render/Style';

const plain = createStyle('none');
const colourful = createStyle('all');
const ESCAPE = '\u001b[';

describe('a style', () => {
  test('leaves text alone where there are no colours', () => {
    expect(plain.bold('a') + plain.dim('b') + plain.paint('c', { foreground: [1, 2, 3] })).toBe('abc');
  });

  test('writes 24-bit colours where the terminal has them', () => {
    expect(colourful.paint('x', { foreground: [1, 2, 3], background: [4, 5, 6] })).toBe(
      `${ESCAPE}38;2;1;2;3;48;2;4;5;6mx${ESCAPE}0m`,
    );
  });

  test.each([
    [[255, 0, 0], 196],
    [[0, 0, 0], 16],
    [[255, 255, 255], 231],
    [[128, 128, 128], 244],
    [[95, 135, 175], 67],
  ] as const)('finds the nearest of 256 colours to %j', (colour, index) => {
    expect(createStyle('256').paint('x', { foreground: colour })).toBe(`${ESCAPE}38;5;${index}mx${ESCAPE}0m`);
  });
});

describe('a table', () => {
  test('aligns columns, colours not counted', () => {
    const rows = [
      ['a', '1'],
      [colourful.bold('long'), '1000'],
    ];
    expect(formatTable(rows, 'lr').map(stripVTControlCharacters)).toEqual(['a        1', 'long  1000']);
  });

  test('stands beside another block, each centred', () => {
    expect(joinColumns(['##', '##', '##'], ['x'])).toEqual(['##', '##   x', '##']);
  });
});

describe('numbers', () => {
  test.each([
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1_195_340, '1.2 MB'],
    [301_072_766, '301.1 MB'],
  ])('%d bytes', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [0.25, '0.3 s'],
    [9.99, '10 s'],
    [59.6, '1 min 0 s'],
    [3725, '1 h 2 min'],
    [Infinity, '?'],
  ])('%d seconds', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));
});

describe('a confusion matrix', () => {
  const matrix = {
    labels: ['happy', 'sad', 'neutral'],
    counts: [
      [88, 2, 10],
      [0, 40, 10],
      [0, 0, 0],
    ],
  };

  test('shows counts and the percentages of each row in a log, aligned', () => {
    expect(renderConfusion(matrix, plain)).toEqual([
      'true \\ predicted, with the share of each row in percent',
      '          happy     sad neutral',
      'happy   88  88%  2   2% 10  10%',
      'sad      ·      40  80% 10  20%',
      'neutral  ·       ·       ·',
    ]);
  });

  test('looks the same with colours, but for the colours', () => {
    const painted = renderConfusion(matrix, colourful);
    expect(painted.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(renderConfusion(matrix, plain));
    expect(painted[2]).toContain(`${ESCAPE}38;2;255;255;255;48;2;`);
  });

  test('shades right and wrong predictions of one share differently, larger shares more strongly', () => {
    const backgrounds = (row: string): string[] => [...row.matchAll(/48;2;(\d+;\d+;\d+)m/g)].map((match) => match[1]!);
    const [, , happy] = renderConfusion(
      {
        labels: ['happy', 'sad'],
        counts: [
          [50, 50],
          [1, 99],
        ],
      },
      colourful,
    );
    const [right, wrong] = backgrounds(happy!);
    expect(right).not.toBe(wrong);
    const [, , , sad] = renderConfusion(
      {
        labels: ['happy', 'sad'],
        counts: [
          [50, 50],
          [1, 99],
        ],
      },
      colourful,
    );
    const [weak] = backgrounds(sad!);
    expect(Number(weak!.split(';')[0])).toBeLessThan(Number(wrong!.split(';')[0]));
  });

  test('fits FER2013 into 80 columns', () => {
    const labels = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
    const counts = labels.map((_, row) => labels.map((__, column) => (row === column ? 1774 : 0)));
    for (const line of renderConfusion({ labels, counts }, plain, 80)) expect(line.length).toBeLessThanOrEqual(80);
    expect(renderConfusion({ labels, counts }, plain, 80)[2]).toContain('1774 100%');
  });

  test('leaves percentages out on a narrow terminal', () => {
    const lines = renderConfusion(matrix, plain, 30);
    expect(lines[2]).toBe('happy     88    2   10');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(30);
  });
});

test('scores stand in the order of the labels, even where names are numbers', () => {
  const scores = scorePredictions({
    labels: ['9', '1'],
    truth: Uint8Array.of(0, 0, 1),
    scores: Float32Array.of(0.9, 0.1, 0.4, 0.6, 0.2, 0.8),
  });
  const lines = renderScores(scores, plain).map((line) => line.trim().split(/\s{2,}/));
  expect(lines.slice(1, 3)).toEqual([
    ['9', '100.0', '50.0', '66.7', '2'],
    ['1', '50.0', '100.0', '66.7', '1'],
  ]);
  expect(lines.at(-1)).toEqual(['accuracy', '66.7', '3']);
});

describe('a face', () => {
  const image = { pixels: Uint8Array.of(0, 255, 255, 0, 0, 255, 255, 0), width: 2, height: 4 };

  test('is drawn with half blocks, two pixels a character, where there are colours', () => {
    const [first] = renderFace(image, colourful);
    expect(first).toBe(
      `${ESCAPE}38;2;0;0;0;48;2;255;255;255m▀${ESCAPE}0m${ESCAPE}38;2;255;255;255;48;2;0;0;0m▀${ESCAPE}0m`,
    );
  });

  test('is drawn with denser characters for lighter pixels where there are none', () => {
    const ramp = { pixels: Uint8Array.of(0, 128, 255, 0, 128, 255), width: 3, height: 2 };
    expect(renderFace(ramp, plain)).toEqual([' +@']);
  });

  test('is shrunk to the columns there are, in its proportions', () => {
    const large = { pixels: new Uint8Array(200 * 100).fill(255), width: 200, height: 100 };
    const lines = renderFace(large, plain, 40);
    expect(lines).toHaveLength(10);
    expect(new Set(lines)).toEqual(new Set(['@'.repeat(40)]));
  });
});

describe('progress', () => {
  const batch = {
    type: 'batch',
    epoch: 3,
    batch: 12,
    batches: 225,
    epochs: 32,
    loss: 1.23456,
    accuracy: 0.456,
    learningRate: 0.002,
    imagesPerSecond: 311.7,
    secondsLeft: 151,
  } as const;

  test('tells all about a batch in a log', () => {
    expect(describeBatch(batch)).toBe(
      'epoch  3/32   12/225  loss 1.235  accuracy 45.6 %  312 images/s  2 min 31 s left',
    );
  });

  test.each([20, 40, 60, 80, 100, 200])('never wraps on a terminal of %d columns', (columns) => {
    const line = stripVTControlCharacters(renderBatch(batch, colourful, columns));
    expect(line.length).toBeLessThan(columns);
    expect(line).toContain('3/32');
  });

  test('marks the best epoch', () => {
    const epoch = {
      type: 'epoch',
      epoch: 3,
      epochs: 32,
      seconds: 41.2,
      learningRate: 0.001,
      train: { loss: 1.2, accuracy: 0.5 },
      validation: { loss: 1.1, accuracy: 0.55, macroF1: 0.5 },
      best: true,
    } as const;
    expect(renderEpoch(epoch, plain)).toMatch(/^epoch {2}3\/32 .* accuracy 55\.00 % .* best$/);
    expect(renderEpoch({ ...epoch, best: false }, plain)).not.toContain('best');
  });

  test('draws a curve from the lowest to the highest value, and equal ones in the middle', () => {
    expect(renderSparkline([0.1, 0.2, 0.5, 0.8])).toBe('▁▂▅█');
    expect(renderSparkline([0.3, 0.3])).toBe('▅▅');
  });
});
