import { describe, expect, it } from 'vitest';
import { createRandom } from '@ferkit/core';
import { suggestLabelOrder } from '#core/evaluation/suggestLabelOrder';

const LABELS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
/** About FER2013's shares of the labels. */
const SHARES = [0.14, 0.015, 0.15, 0.25, 0.17, 0.11, 0.165];

/** The confusion of a network that is right with a probability, and otherwise guesses by the given shares. */
function draw(samples: number, accuracy: number, guesses: readonly number[], outputs: readonly number[], seed: number) {
  const random = createRandom(seed);
  const pick = (shares: readonly number[]): number => {
    let rest = random.next() * shares.reduce((sum, share) => sum + share, 0);
    const found = shares.findIndex((share) => (rest -= share) < 0);
    return found === -1 ? shares.length - 1 : found;
  };
  const counts = LABELS.map(() => LABELS.map(() => 0));
  for (let sample = 0; sample < samples; sample++) {
    const truth = pick(SHARES);
    counts[truth]![random.next() < accuracy ? outputs[truth]! : pick(guesses)]! += 1;
  }
  return { labels: LABELS, counts };
}

const IDENTITY = [0, 1, 2, 3, 4, 5, 6];
const ALPHABETICAL = LABELS.map((label) => LABELS.toSorted().indexOf(label));

describe('the order of labels', () => {
  it('is suggested from some hundred samples on, for a network of FER2013 and for a weak one', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect(suggestLabelOrder(draw(3589, 0.5, SHARES, ALPHABETICAL, seed))?.labels).toEqual(LABELS.toSorted());
      expect(suggestLabelOrder(draw(600, 0.6, SHARES, ALPHABETICAL, seed))?.labels.slice(3)).toEqual(
        LABELS.toSorted().slice(3),
      );
    }
  });

  it('is found among all orders', () => {
    const random = createRandom(3);
    for (let seed = 0; seed < 50; seed++) {
      const outputs = IDENTITY.map((value) => ({ value, key: random.next() }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value);
      const found = suggestLabelOrder(draw(3589, 0.6, SHARES, outputs, seed));
      const wanted = IDENTITY.map((output) => LABELS[outputs.indexOf(output)]!);
      expect(found?.labels ?? LABELS).toEqual(wanted);
    }
  });

  it('stays as it is for networks in the right order, however weak', () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const accuracy of [0, 0.02, 0.1, 0.3, 0.6]) {
        for (const samples of [7, 50, 400, 3589]) {
          expect(suggestLabelOrder(draw(samples, accuracy, SHARES, IDENTITY, seed))).toBeUndefined();
        }
      }
    }
  });

  it('stays as it is for a network that has collapsed to one or two answers', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect(suggestLabelOrder(draw(3589, 0, [0, 0, 0, 1, 0, 0, 0], IDENTITY, seed))).toBeUndefined();
      expect(suggestLabelOrder(draw(3589, 0, [0, 0, 1, 1, 0, 0, 0], IDENTITY, seed))).toBeUndefined();
    }
  });

  it('stays as it is where a network takes one label for another', () => {
    // Nearly all fear is taken for surprise, sad for neutral, and disgust for angry.
    const counts = [
      [60, 0, 5, 5, 10, 5, 15],
      [70, 5, 5, 5, 5, 5, 5],
      [5, 0, 10, 0, 5, 75, 5],
      [2, 0, 0, 90, 0, 3, 5],
      [10, 0, 5, 5, 20, 0, 60],
      [0, 0, 5, 5, 0, 88, 2],
      [5, 0, 0, 10, 10, 0, 75],
    ].map((row) => row.map((count) => 10 * count));
    expect(suggestLabelOrder({ labels: LABELS, counts })).toBeUndefined();
  });

  it('stays as it is without samples, and for one label', () => {
    expect(
      suggestLabelOrder({
        labels: ['a', 'b'],
        counts: [
          [0, 0],
          [0, 0],
        ],
      }),
    ).toBeUndefined();
    expect(suggestLabelOrder({ labels: ['a'], counts: [[9]] })).toBeUndefined();
  });

  it('is suggested for two labels whose names are exchanged', () => {
    const counts = [
      [5, 45],
      [40, 10],
    ];
    expect(suggestLabelOrder({ labels: ['sad', 'happy'], counts })).toEqual({
      labels: ['happy', 'sad'],
      accuracy: 0.85,
    });
  });
});
