import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Dataset,
  evaluate,
  type EvaluationReport,
  type FerModel,
  parseReport,
  reportToCsv,
  reportToJson,
  reportToMarkdown,
} from '@ferkit/core';
import { createBrightness, createBrightnessModel } from '../support/brightnessNet';

const LABELS = ['dark', 'middle', 'bright'];

let model: FerModel;
let photos: Dataset;
let report: EvaluationReport;
beforeAll(async () => {
  model = await createBrightnessModel(LABELS);
  // Two bright images are called dark, and one is a shade between two labels.
  const shades = createBrightness(
    LABELS,
    [
      ['dark', 0, 20],
      ['middle', 1, 20],
      ['bright', 2, 20],
      ['dark', 2, 2],
    ],
    LABELS.length,
  );
  const pixels = shades.pixels.slice();
  pixels.fill(82, 20 * 64, 21 * 64);
  const sources = Array.from({ length: shades.size }, (_, row) => `${shades.label(row)}/${row}.png`);
  photos = new Dataset({ ...(({ ...columns }) => columns)(shades), pixels, sources });
  report = await evaluate(model, photos, { mistakes: 10, predictions: true });
});
afterAll(() => model.dispose());

describe('a report with mistakes', () => {
  it('lists wrong predictions with their files, the most confident first', () => {
    expect(report.mistakes!.map(({ source }) => source)).toEqual(['dark/60.png', 'dark/61.png', 'middle/20.png']);
    const [first, , last] = report.mistakes!;
    expect(first).toMatchObject({ sample: 60, row: 60, label: 'dark', predicted: 'bright' });
    expect(first!.confidence).toBeGreaterThan(0.99);
    expect(last).toMatchObject({ sample: 20, label: 'middle', predicted: 'dark' });
    expect(last!.confidence).toBeLessThan(0.9);
    expect(last!.confidence + last!.labelScore).toBeCloseTo(1, 3);
  });

  it('finds the images whose label is wrong, and not the one that lies between two labels', () => {
    expect(report.labelErrors!.count).toBe(2);
    expect(report.labelErrors!.samples.map(({ source }) => source)).toEqual(['dark/60.png', 'dark/61.png']);
  });

  it('has the prediction of every sample', () => {
    expect(report.predictions).toHaveLength(photos.size);
    const right = report.predictions!.filter(({ label, predicted }) => label === predicted);
    expect(right.length / photos.size).toBeCloseTo(report.accuracy, 12);
  });

  it('keeps at most as many as were asked for, and says how many there are', async () => {
    const short = await evaluate(model, photos, { mistakes: 1 });
    expect(short.mistakes).toHaveLength(1);
    expect(short.labelErrors).toMatchObject({ count: 2, samples: [{ sample: 60 }] });
    expect(short.predictions).toBeUndefined();
    expect(reportToMarkdown(short)).toContain('1 of 3, the most confident first.');
  });

  it('names no files unless asked', async () => {
    expect(reportToJson(await evaluate(model, photos))).not.toContain('.png');
  });

  it('takes no copy of a training image for a label error, because the model may know it by heart', async () => {
    const trainingSet = photos.filter(({ index }) => index === 60);
    const { mistakes, labelErrors } = await evaluate(model, photos, { mistakes: 10, trainingSet });
    expect(mistakes).toHaveLength(3);
    expect(labelErrors!.samples.map(({ sample }) => sample)).toEqual([61]);
  });

  it('goes through JSON, CSV and Markdown', () => {
    expect(parseReport(reportToJson(report))).toEqual(report);
    expect(reportToCsv(report)).toContain(
      `mistakes,confidence,dark,bright,,,${report.mistakes![0]!.confidence},60,60,dark/60.png`,
    );
    expect(reportToMarkdown(report)).toMatch(/\| dark\/60\.png \| +dark \| +bright \|/);
  });

  it('is refused where its lists do not fit its samples', () => {
    const spoil = (changes: Partial<EvaluationReport>): string => JSON.stringify({ ...report, ...changes });
    const [first] = report.mistakes!;
    expect(() => parseReport(spoil({ mistakes: [{ ...first!, predicted: 'dark' }] }))).toThrow(
      '"mistakes[0].predicted"',
    );
    expect(() => parseReport(spoil({ mistakes: [{ ...first!, label: 'pale' }] }))).toThrow('"mistakes[0].label"');
    expect(() => parseReport(spoil({ mistakes: [{ ...first!, sample: 62 }] }))).toThrow('"mistakes[0].sample"');
    expect(() => parseReport(spoil({ labelErrors: { ...report.labelErrors!, count: 1 } }))).toThrow(
      '"labelErrors.count"',
    );
    expect(() => parseReport(spoil({ predictions: report.predictions!.slice(1) }))).toThrow('"predictions"');
  });
});
