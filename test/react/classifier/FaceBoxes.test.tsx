import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FaceBoxes } from '#react/classifier/FaceBoxes';
import { messageDefaults } from '#react/messages/Messages';
import { makeFace } from '../../../stories/fixtures/fakeClassifier';

const texts = (boxes: readonly { readonly x: number; readonly y: number; readonly width: number }[]): string[] => {
  const faces = boxes.map(({ x, y, width }) => makeFace('surprise', 0.9, { box: { x, y, width, height: width } }));
  const size = { width: 1600, height: 1200 };
  const { container } = render(<FaceBoxes faces={faces} size={size} isMirrored={false} messages={messageDefaults} />);
  return [...container.querySelectorAll('span')].map(({ textContent }) => textContent.trim());
};

it('names the only face without a number, and faces that stand apart with one', () => {
  expect(texts([{ x: 100, y: 100, width: 300 }])).toEqual([expect.stringMatching(/^[a-z]+$/)]);
  expect(texts([100, 900].map((x) => ({ x, y: 100, width: 300 })))).toEqual([
    expect.stringMatching(/^1 [a-z]+$/),
    expect.stringMatching(/^2 [a-z]+$/),
  ]);
});

it('shows numbers alone for small faces side by side, whose names would cover each other', () => {
  expect(
    texts([
      { x: 100, y: 400, width: 100 },
      { x: 230, y: 420, width: 100 },
      { x: 1300, y: 420, width: 100 },
    ]),
  ).toEqual(['1', '2', expect.stringMatching(/^3 [a-z]+$/)]);
});
