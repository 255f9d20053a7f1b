import { describe, expect, it } from 'vitest';
import { buildConfusionView, type ConfusionView } from '@ferkit/react/export';
import { manyLabels, moods, weaker } from '../support/confusions';

const textsOf = ({ rows }: ConfusionView): string[][] => rows.map((cells) => cells.map(({ text }) => text));

describe('buildConfusionView', () => {
  it('shows counts', () => {
    const view = buildConfusionView(moods, { normalize: false });
    expect(textsOf(view)).toEqual([
      ['8', '·', '2'],
      ['·', '·', '·'],
      ['1', '1', '3'],
    ]);
    expect(view.ends).toEqual(['0', '8']);
    expect(view.rows[0]![0]!.value).toBe(1);
  });

  it('shows shares of the true label, and a dash where nobody has it', () => {
    const view = buildConfusionView(moods);
    expect(textsOf(view)).toEqual([
      ['80%', '·', '20%'],
      ['–', '–', '–'],
      ['20%', '20%', '60%'],
    ]);
    expect(view.rows[1]!.map(({ value }) => value)).toEqual([0, 0, 0]);
    expect(view.ends).toEqual(['0%', '100%']);
  });

  it('shows shares of the predicted label and of all samples', () => {
    expect(textsOf(buildConfusionView(moods, { normalize: 'predicted' }))[0]).toEqual(['89%', '·', '40%']);
    expect(textsOf(buildConfusionView(moods, { normalize: 'all' }))[0]).toEqual(['53%', '·', '13%']);
  });

  it('gives each label its recall and precision, and none where there is no quotient', () => {
    const { labels, accuracy, samples } = buildConfusionView(moods);
    expect(labels.map(({ recall }) => recall)).toEqual([0.8, null, 0.6]);
    expect(labels.map(({ precision }) => precision)).toEqual([8 / 9, 0, 0.6]);
    expect(labels.map(({ support, predicted }) => [support, predicted])).toEqual([
      [10, 9],
      [0, 1],
      [5, 5],
    ]);
    expect(samples).toBe(15);
    expect(accuracy).toBeCloseTo(11 / 15);
  });

  it('takes a report as it takes its counts', () => {
    expect(buildConfusionView({ confusion: moods })).toEqual(buildConfusionView(moods));
  });

  it('puts the labels into the order asked for, and those left out behind', () => {
    const namesOf = (view: ConfusionView): string[] => view.labels.map(({ name }) => name);
    expect(namesOf(buildConfusionView(moods, { order: ['sad', 'unknown'] }))).toEqual(['sad', 'happy', 'disgust']);
    expect(namesOf(buildConfusionView(moods, { sort: 'support' }))).toEqual(['happy', 'sad', 'disgust']);
    expect(namesOf(buildConfusionView(moods, { sort: 'recall' }))).toEqual(['happy', 'sad', 'disgust']);
    const renamed = { label: (label: string) => (label === 'happy' ? 'zufrieden' : label) };
    expect(namesOf(buildConfusionView(moods, { sort: 'label', messages: renamed }))).toEqual([
      'disgust',
      'sad',
      'happy',
    ]);
    expect(textsOf(buildConfusionView(moods, { order: ['sad'] }))[0]).toEqual(['60%', '20%', '20%']);
  });

  it('shows what changed since another report, label by label whatever their order', () => {
    const view = buildConfusionView(moods, { compareWith: weaker });
    expect(textsOf(view)).toEqual([
      ['+30%', '·', '-30%'],
      ['–', '–', '–'],
      ['-40%', '+20%', '+20%'],
    ]);
    expect(view.ends).toEqual(['-50%', '+50%']);
    expect(view.rows[2]![0]!.value).toBeCloseTo(-0.8);
    expect(view.rows[2]![0]!.description).toBe(
      'sad predicted as happy: 1 of 5, 20% of all samples of sad; change -40%',
    );
    expect(view.accuracyText).toBe('+26.7%');
    expect(textsOf(buildConfusionView(moods, { normalize: false, compareWith: weaker }))[0]).toEqual(['+3', '·', '-3']);
  });

  it('leaves the diagonal blank and fits the scale to the mistakes', () => {
    const view = buildConfusionView(moods, { hideDiagonal: true, scale: 'fit' });
    expect(view.rows.map((cells, row) => cells[row]!.text)).toEqual(['', '', '']);
    expect(view.ends).toEqual(['0%', '20%']);
    expect(view.rows[0]![2]!.value).toBe(1);
  });

  it('sums up in words, with the largest mistake', () => {
    expect(buildConfusionView(moods).summary).toBe(
      '15 samples of 3 labels, 73.3% predicted correctly. ' +
        'Most frequent mistake: happy predicted as sad (20.0% of all samples of happy).',
    );
    expect(
      buildConfusionView({
        labels: ['a', 'b'],
        counts: [
          [3, 0],
          [0, 1],
        ],
      }).summary,
    ).toBe('4 samples of 2 labels, 100.0% predicted correctly.');
  });

  it('writes numbers in the language of the messages', () => {
    const german = { locale: 'de' };
    const view = buildConfusionView({ labels: ['a'], counts: [[12345]] }, { normalize: false, messages: german });
    expect(view.rows[0]![0]!.text).toBe('12.345');
  });

  it('survives no labels and no samples', () => {
    expect(buildConfusionView({ labels: [], counts: [] }).rows).toEqual([]);
    const empty = {
      labels: ['a', 'b'],
      counts: [
        [0, 0],
        [0, 0],
      ],
    };
    expect(buildConfusionView(empty, { normalize: false }).accuracy).toBe(0);
    expect(
      textsOf(
        buildConfusionView({
          ...empty,
          counts: [
            [1, 0],
            [0, 0],
          ],
        }),
      ),
    ).toEqual([
      ['100%', '·'],
      ['–', '–'],
    ]);
  });

  it.each([
    [[]],
    [[[1]]],
    [[[3], [0, 1]]],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
  ])('refuses rows that are missing or do not fit: %j', (counts) => {
    expect(() => buildConfusionView({ labels: ['a', 'b'], counts })).toThrow(
      'a row and a column of counts for each label',
    );
  });

  it('keeps every value on the scale with forty labels', () => {
    const view = buildConfusionView(manyLabels(40), { normalize: false, compareWith: manyLabels(40) });
    expect(view.rows.flat()).toHaveLength(1600);
    for (const normalize of [false, 'true', 'predicted', 'all'] as const) {
      for (const { value } of buildConfusionView(manyLabels(40), { normalize, scale: 'fit' }).rows.flat()) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
  });
});
