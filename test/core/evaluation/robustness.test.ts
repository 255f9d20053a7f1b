import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  type Corruption,
  corruptImage,
  Dataset,
  evaluate,
  type EvaluateProgress,
  type EvaluationReport,
  type FerModel,
  parseReport,
  reportToCsv,
  reportToJson,
  reportToMarkdown,
  standardCorruptions,
} from '@ferkit/core';
import { createBrightness, createBrightnessModel } from '../support/brightnessNet';

const LABELS = ['dark', 'middle', 'bright'];
const corruptions: readonly Corruption[] = [
  { kind: 'contrast', strength: 0.1 },
  { kind: 'noise', strength: 20 },
  { kind: 'noise', strength: 200 },
  { kind: 'dark', strength: 2 },
];

let model: FerModel;
let dataset: Dataset;
let report: EvaluationReport;
beforeAll(async () => {
  model = await createBrightnessModel(LABELS);
  dataset = createBrightness(
    LABELS,
    [
      ['dark', 0, 4],
      ['middle', 1, 3],
      ['bright', 2, 3],
    ],
    LABELS.length,
  );
  report = await evaluate(model, dataset, { corruptions, seed: 5 });
});
afterAll(() => model.dispose());

describe('an evaluation on corrupted images', () => {
  it('has the scores that images corrupted beforehand have', async () => {
    for (const [k, corruption] of corruptions.entries()) {
      const images = Array.from({ length: dataset.size }, (_, index) =>
        corruptImage(dataset.image(index), corruption, { seed: 5, index }),
      );
      const { name, labels, width, height, splitIndices, labelIndices, size } = dataset;
      const pixels = Uint8Array.from(images.flatMap((image) => [...image.pixels]));
      const rows = Uint32Array.from({ length: size }, (_, row) => row);
      const corrupted = new Dataset({ name, labels, width, height, splitIndices, labelIndices, rows, pixels });
      const { accuracy, macroF1, ece } = await evaluate(model, corrupted);
      expect(report.robustness!.corruptions[k]).toEqual({ ...corruption, accuracy, macroF1, ece });
    }
  });

  it('has the right ones: of almost no contrast all are middle, of dark ones none is bright', () => {
    expect(report.accuracy).toBe(1);
    const [flat, noisy, , dark] = report.robustness!.corruptions;
    expect(flat).toMatchObject({ kind: 'contrast', strength: 0.1, accuracy: 0.3 });
    expect(noisy!.accuracy).toBe(1);
    expect(dark!.accuracy).toBeLessThan(1);
  });

  it('has the means of each kind and of all', () => {
    const { seed, corruptions: list, kinds, mean } = report.robustness!;
    expect(seed).toBe(5);
    expect(kinds.map(({ kind }) => kind)).toEqual(['contrast', 'noise', 'dark']);
    expect(kinds[1]!.accuracy).toBeCloseTo((list[1]!.accuracy + list[2]!.accuracy) / 2, 12);
    for (const metric of ['accuracy', 'macroF1', 'ece'] as const) {
      expect(mean[metric]).toBeCloseTo(list.reduce((sum, scores) => sum + scores[metric], 0) / 4, 12);
    }
  });

  it('leaves the scores of clean images as they are', async () => {
    const { robustness, ...clean } = report;
    expect(robustness).toBeDefined();
    expect(await evaluate(model, dataset)).toEqual(clean);
  });

  it('gives the same for a seed, whatever else is in the list, and for the list of a report', async () => {
    const again = await evaluate(model, dataset, { corruptions: report.robustness!.corruptions, seed: 5 });
    expect(again.robustness).toEqual(report.robustness);
    const one = await evaluate(model, dataset, { corruptions: [corruptions[2]!], seed: 5 });
    expect(one.robustness!.corruptions[0]).toEqual(report.robustness!.corruptions[2]);
    const other = await evaluate(model, dataset, { corruptions: [corruptions[2]!], seed: 6 });
    expect(other.robustness!.corruptions[0]).not.toEqual(report.robustness!.corruptions[2]);
  });

  it('takes the standard list by its name, and never writes to the dataset', async () => {
    const before = dataset.pixels.slice();
    const { robustness } = await evaluate(model, dataset, { corruptions: 'standard' });
    expect(robustness!.corruptions.map(({ kind, strength }) => ({ kind, strength }))).toEqual(standardCorruptions);
    expect(robustness!.seed).toBe(0);
    expect(dataset.pixels).toEqual(before);
  });

  it('tells its progress over all passes', async () => {
    const events: EvaluateProgress[] = [];
    await evaluate(model, dataset, { corruptions, onProgress: (event) => events.push(event) });
    expect(events).toEqual([
      { done: 10, total: 50 },
      ...corruptions.map((corruption, k) => ({ done: 20 + 10 * k, total: 50, corruption })),
    ]);
  });

  it('scores the corruptions of the call, even if the list changes meanwhile', async () => {
    const list: { kind: 'noise'; strength: number }[] = [{ kind: 'noise', strength: 20 }];
    const totals: number[] = [];
    const again = await evaluate(model, dataset, {
      corruptions: list,
      seed: 5,
      onProgress: ({ total }) => {
        totals.push(total);
        list[0]!.strength = 200;
        list.push({ kind: 'noise', strength: 9999 });
      },
    });
    expect(totals).toEqual([20, 20]);
    expect(again.robustness!.corruptions).toEqual([report.robustness!.corruptions[1]]);
  });

  it('is aborted within a corruption', async () => {
    const controller = new AbortController();
    let last = 0;
    const call = evaluate(model, dataset, {
      corruptions,
      signal: controller.signal,
      onProgress: ({ done }) => {
        last = done;
        if (done === 30) controller.abort(new Error('enough'));
      },
    });
    await expect(call).rejects.toThrow('enough');
    expect(last).toBe(30);
  });
});

describe('wrong corruptions', () => {
  test.each([
    ['standart', 'Invalid value for "corruptions": expected "standard" or a list', 'Did you mean "standard"?'],
    [[], 'Invalid value for "corruptions"', 'at least one, received []'],
    [{ kind: 'noise', strength: 1 }, 'Invalid value for "corruptions"', 'a list of corruptions'],
    [
      [
        { kind: 'noise', strength: 1 },
        { kind: 'blurr', strength: 1 },
      ],
      '"corruptions[1].kind"',
      'mean "blur"?',
    ],
    [[{ kind: 'jpeg', strength: 0 }], '"corruptions[0].strength"', 'a whole number from 1 to 100 for jpeg, received 0'],
    [['noise'], '"corruptions[0]"', 'received "noise"'],
    [[, { kind: 'noise', strength: 1 }], '"corruptions[0]"', 'received undefined'], // eslint-disable-line no-sparse-arrays
    [
      [
        { kind: 'noise', strength: 5 },
        { kind: 'noise', strength: 5 },
      ],
      '"corruptions[1]"',
      'expected each corruption once, received noise of 5 grey levels again',
    ],
  ])('%j are refused before the first image is scored', async (wrong, ...texts) => {
    let scored = 0;
    const options = { corruptions: wrong as never, onProgress: () => (scored += 1) };
    const error = await evaluate(model, dataset, options).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: 'OPTION_INVALID' });
    for (const text of texts) expect((error as Error).message).toContain(text);
    expect(scored).toBe(0);
  });
});

describe('the report of corrupted images', () => {
  it('comes back from JSON as it was', () => {
    expect(parseReport(reportToJson(report))).toEqual(report);
  });

  test.each([
    ['seed', 1.5, 'robustness.seed'],
    ['corruptions', [], 'robustness.corruptions'],
    ['corruptions.0.kind', 'fog', 'robustness.corruptions[0].kind'],
    ['corruptions.0.strength', '1', 'robustness.corruptions[0].strength'],
    // Beyond the range of its kind: 0 to 1 for contrast, above 0 for noise.
    ['corruptions.0.strength', 1.5, 'robustness.corruptions[0].strength'],
    ['corruptions.1.strength', 0, 'robustness.corruptions[1].strength'],
    ['corruptions.1.strength', 200, 'robustness.corruptions[2]'],
    ['corruptions.1.ece', 1.5, 'robustness.corruptions[1].ece'],
    ['corruptions.1.macroF1', undefined, 'robustness.corruptions[1].macroF1'],
    ['mean.accuracy', 0.123, 'robustness.mean'],
    ['kinds.1.accuracy', 0.123, 'robustness.kinds'],
    ['kinds', [], 'robustness.kinds'],
    ['mean', undefined, 'robustness.mean'],
  ])('is refused with another %s', (path, value, field) => {
    const spoiled = JSON.parse(reportToJson(report)) as { robustness: Record<string, unknown> };
    const names = path.split('.');
    const last = names.pop()!;
    const parent = names.reduce((part, name) => part[name] as Record<string, unknown>, spoiled.robustness);
    parent[last] = value;
    expect(() => parseReport(JSON.stringify(spoiled))).toThrow(
      expect.objectContaining({ code: 'REPORT_MALFORMED', details: expect.objectContaining({ field }) as unknown }),
    );
  });

  it('has them in Markdown', () => {
    const page = reportToMarkdown(report);
    expect(page.slice(page.indexOf('## Robustness'))).toMatchInlineSnapshot(`
      "## Robustness

      All samples once more after each corruption, with seed 5. Pixels are those of an image of 48 pixels.

      | Corruption               | Accuracy | Macro F1 | Calibration error |
      | ------------------------ | -------: | -------: | ----------------: |
      | none                     | 100.00 % |   1.0000 |            0.0000 |
      | contrast × 0.1           |  30.00 % |   0.1538 |            0.6999 |
      | noise of 20 grey levels  | 100.00 % |   1.0000 |            0.0000 |
      | noise of 200 grey levels |  30.00 % |   0.1538 |            0.6888 |
      | dark, exponent 2         |  40.00 % |   0.2424 |            0.5580 |
      | noise, mean of 2         |  65.00 % |   0.5769 |            0.3444 |
      | all, mean of 4           |  50.00 % |   0.3875 |            0.4867 |
      "
    `);
    expect(reportToMarkdown({ ...report, robustness: undefined } as never)).not.toContain('## Robustness');
  });

  it('has them in CSV', () => {
    const lines = reportToCsv(report).split('\r\n');
    expect(lines).toContain('report,robustness.seed,,,,,5');
    expect(lines).toContain('contrast:0.1,accuracy,,,,,0.3');
    const { kinds, mean } = report.robustness!;
    expect(lines).toContain(`noise,ece,,,,,${kinds[1]!.ece}`);
    expect(lines).toContain(`corrupted,macroF1,,,,,${mean.macroF1}`);
  });
});
