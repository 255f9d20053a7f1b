import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { type Prediction, PredictionGrid } from '@ferkit/react';

const image = { pixels: [0, 128, 255, 64], width: 2, height: 2 };
const scores = [
  { label: 'happy', score: 0.7 },
  { label: 'sad', score: 0.2 },
  { label: 'angry', score: 0.1 },
];
const predictions: readonly Prediction[] = [
  { image, truth: 'happy', label: 'happy', scores },
  { image, truth: 'sad', label: 'happy', scores },
  { image, truth: 'sad', label: null, scores },
  { image, label: 'happy', scores },
];

it('names correct, wrong and uncertain predictions in words', () => {
  render(<PredictionGrid predictions={predictions} topK={2} />);
  const [correct, wrong, uncertain, unknown] = screen.getAllByRole('list')[0]!.children as unknown as HTMLElement[];
  expect(within(correct!).getByText('Correct')).toBeVisible();
  expect(within(wrong!).getByText('Wrong')).toBeVisible();
  expect(within(uncertain!).getByText('Uncertain')).toBeVisible();
  expect(within(unknown!).getByText('No true label')).toBeVisible();
  expect(within(unknown!).queryByText('Correct')).not.toBeInTheDocument();
  expect(
    within(wrong!)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['happy70.0%', 'sad20.0%']);
  expect(screen.getByRole('figure', { name: 'Predictions' })).toHaveAccessibleDescription('1 of 3 correct.');
});

it('names each face and gives its canvas the size of the image', () => {
  render(<PredictionGrid predictions={predictions} />);
  const face = screen.getByRole<HTMLCanvasElement>('img', { name: 'Face 4' });
  expect([face.width, face.height]).toEqual([2, 2]);
});
