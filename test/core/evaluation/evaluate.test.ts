import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import {
  Dataset,
  evaluate,
  type EvaluationReport,
  type FerError,
  type FerModel,
  parseReport,
  reportToCsv,
  reportToJson,
  reportToMarkdown,
} from '@ferkit/core';
import { createBrightness, createBrightnessModel } from '../support/brightnessNet';

const LABELS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];

let model: FerModel;
beforeAll(async () => {
  model = await createBrightnessModel(LABELS);
});
afterAll(() => model.dispose());

const shades = (
  labels: readonly string[],
  counts: readonly (readonly [label: string, shade: number, images: number])[],
): Dataset => createBrightness(labels, counts, LABELS.length);

const refusal = async (dataset: Dataset): Promise<FerError<'MODEL_INCOMPATIBLE'>> => {
  try {
    await evaluate(model, dataset);
  } catch (error) {
    expect(error).toMatchObject({ code: 'MODEL_INCOMPATIBLE' });
    return error as FerError<'MODEL_INCOMPATIBLE'>;
  }
  throw new Error('evaluate accepted the dataset');
};

describe('a dataset with fewer labels than the model', () => {
  // Folders in alphabetical order: 8 of 10 happy images and 9 of 10 sad ones are right, 2 are taken for neutral ones.
  const counts = [
    ['happy', 3, 8],
    ['happy', 6, 2],
    ['sad', 4, 9],
    ['sad', 3, 1],
  ] as const;
  let report: EvaluationReport;
  beforeAll(async () => {
    report = await evaluate(model, shades(['happy', 'sad'], counts));
  });

  it('is scored over the labels that have samples', () => {
    expect(report.samples).toBe(20);
    expect(report.accuracy).toBeCloseTo(17 / 20, 12);
    expect(report.balancedAccuracy).toBeCloseTo((0.8 + 0.9) / 2, 12);
    // F1: happy 16 / (10 + 9), sad 18 / (10 + 9).
    expect(report.macroF1).toBeCloseTo((16 / 19 + 18 / 19) / 2, 12);
    expect(report.ece).toBeLessThan(0.2);
  });

  it('has the labels without samples in the report, with the predictions that count as wrong', () => {
    expect(report.confusion.labels).toEqual(LABELS);
    expect(report.confusion.counts[3]).toEqual([0, 0, 0, 8, 0, 0, 2]);
    expect(report.labelsWithoutSamples).toEqual(['angry', 'disgust', 'fear', 'surprise', 'neutral']);
    expect(report.perLabel.neutral).toMatchObject({ support: 0, predicted: 2, recall: 0, f1: 0 });
    const page = reportToMarkdown(report);
    expect(page).toContain(
      'Labels without samples, left out of the means over labels: angry, disgust, fear, surprise, neutral. ' +
        '2 of the 20 samples were predicted as one of them, which counts as wrong.',
    );
    expect(page).toMatch(/\| neutral +\| +– \| +– \| +– \| +0 \| +2 \|/);
    expect(reportToCsv(report)).toContain('all,predicted,neutral,,,,2\r\n');
    expect(parseReport(reportToJson(report))).toEqual(report);
  });

  it('has the same scores if it lists labels that no sample has, its own or others', async () => {
    const listed = await evaluate(model, shades(['contempt', 'sad', 'fear', 'happy'], counts));
    expect(listed).toEqual(report);
  });

  it('counts copies of training images by the labels of each', async () => {
    const dataset = shades(['happy', 'sad'], counts);
    const { withoutTrainingCopies } = await evaluate(model, dataset, {
      trainingSet: dataset.filter(({ label }) => label === 'happy'),
    });
    expect(withoutTrainingCopies).toMatchObject({ samples: 10, accuracy: 0.9, balancedAccuracy: 0.9 });
    expect(withoutTrainingCopies!.labelsWithoutSamples).toContain('happy');
  });
});

test('the order of the labels of a dataset does not matter', async () => {
  const counts = LABELS.map((label, shade) => [label, shade, 3] as const);
  const softLabels = (labels: readonly string[]): Float32Array =>
    Float32Array.from({ length: 21 * 7 }, (_, k) => {
      const own = labels.indexOf(LABELS[Math.floor(k / 21)]!);
      return k % 7 === own ? 0.7 : 0.05;
    });
  const withSoft = (labels: readonly string[]): Dataset =>
    new Dataset(Object.assign({}, shades(labels, counts), { softLabels: softLabels(labels) }));
  const reversed = await evaluate(model, withSoft(LABELS.toReversed()));
  expect(reversed).toEqual(await evaluate(model, withSoft(LABELS)));
  expect(reversed).toMatchObject({ accuracy: 1, labelsWithoutSamples: [] });
  expect(reversed.suggestion).toBeUndefined();
});

describe('a dataset with labels that the model lacks', () => {
  it('is refused with their names, counts, and the calls that rename synonyms', async () => {
    const { message, details } = await refusal(
      shades(
        ['anger', 'happiness', 'neutral'],
        [
          ['anger', 0, 3],
          ['happiness', 3, 1],
          ['neutral', 6, 2],
        ],
      ),
    );
    expect(details.field).toBe('labels');
    expect(details.labels).toEqual([
      { label: 'anger', samples: 3, meant: 'angry' },
      { label: 'happiness', samples: 1, meant: 'happy' },
    ]);
    expect(message).toBe(
      'The model has no label for 4 of the 6 samples of shades: expected labels of the model: angry, disgust, fear, happy, ' +
        'sad, surprise, neutral, received anger (3 samples), happiness (1 sample). Use ' +
        "dataset.rename({ anger: 'angry', happiness: 'happy' }) if the names mean the same, or leave them out with " +
        "dataset.selectLabels(['neutral']).",
    );
  });

  it('can be evaluated as the error says', async () => {
    const dataset = shades(
      ['anger', 'contempt', 'Angry', 'sad'],
      [
        ['anger', 0, 3],
        ['Angry', 0, 2],
        ['contempt', 1, 4],
        ['sad', 4, 1],
      ],
    );
    const { details } = await refusal(dataset);
    expect(details.next).toBe(
      "Use dataset.rename({ anger: 'angry' }).merge('Angry', 'angry') if the names mean the same, and leave out contempt with " +
        "selectLabels(['angry', 'sad']) or give them labels of the model with dataset.rename(…) or dataset.merge(…).",
    );
    const renamed = dataset.rename({ anger: 'angry' }).merge('Angry', 'angry').selectLabels(['angry', 'sad']);
    expect(await evaluate(model, renamed)).toMatchObject({ samples: 6, accuracy: 1 });
  });

  it('gives no name that only looks alike', async () => {
    const { details } = await refusal(
      shades(
        ['mad', '7'],
        [
          ['mad', 0, 1],
          ['7', 1, 1],
        ],
      ),
    );
    expect(details.labels).toEqual([
      { label: 'mad', samples: 1 },
      { label: '7', samples: 1 },
    ]);
    expect(details.next).toBe('Give them labels of the model with dataset.rename(…) or dataset.merge(…).');
  });

  it('corrects misspelt names, and quotes names that are no identifiers', async () => {
    const { details } = await refusal(
      shades(
        ['suprise', "it's happy"],
        [
          ['suprise', 5, 1],
          ["it's happy", 3, 1],
        ],
      ),
    );
    expect(details.labels![0]).toEqual({ label: 'suprise', samples: 1, meant: 'surprise' });
    expect(details.next).toContain("dataset.rename({ suprise: 'surprise' })");
  });
});

describe('a model whose outputs are named in the wrong order', () => {
  const folders = LABELS.toSorted();

  it('is told the order that fits, which no score uses', async () => {
    // A network with 72 % accuracy that was trained on folders in alphabetical order: output k means folders[k].
    const counts = folders.flatMap(
      (label, output) =>
        [
          [label, output, 60],
          [label, (output + 2) % 7, 12],
          [label, (output + 3) % 7, 11],
        ] as const,
    );
    const report = await evaluate(model, shades(LABELS, counts));
    expect(report.suggestion?.labels).toEqual(folders);
    expect(report.suggestion?.accuracy).toBeCloseTo(60 / 83, 12);
    expect(report.accuracy).toBeLessThan(0.5);
    expect(reportToMarkdown(report)).toContain(
      `**The labels may be in another order:** ${folders.join(', ')} would give an accuracy of 72.29 % instead of `,
    );
    expect(reportToCsv(report)).toContain('report,suggestion.label,sad,,,,neutral\r\n');
    expect(parseReport(reportToJson(report))).toEqual(report);
  });

  it('is told so too where a label has no samples', async () => {
    const counts = folders
      .filter((label) => label !== 'neutral')
      .map((label) => [label, folders.indexOf(label), 40] as const);
    const report = await evaluate(model, shades(LABELS, counts));
    expect(report.suggestion).toEqual({ labels: folders, accuracy: 1 });
  });
});
