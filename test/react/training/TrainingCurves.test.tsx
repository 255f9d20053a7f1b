import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { EpochRecord } from '@ferkit/core/metrics';
import { TrainingCurves } from '@ferkit/react';

const history: readonly EpochRecord[] = [0.4, 0.6, 0.5].map((accuracy, place) => ({
  epoch: place + 1,
  learningRate: 0.001,
  train: { loss: 2 - accuracy, accuracy },
  validation: { loss: 2.1 - accuracy, accuracy: accuracy - 0.05, macroF1: accuracy - 0.1 },
  best: place < 2,
}));

it('draws loss and accuracy and says where they stand', () => {
  render(<TrainingCurves history={history} />);
  expect(screen.getByRole('img', { name: 'Loss over 3 epochs; last: Validation 1.600, Train 1.500.' })).toBeVisible();
  expect(
    screen.getByRole('img', { name: 'Accuracy over 3 epochs; last: Validation 45.0%, Train 50.0%.' }),
  ).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Training' })).toHaveAccessibleDescription('Best epoch: 2');
});

it('draws each line through its values', () => {
  render(<TrainingCurves history={history} epochs={5} />);
  const [validation, train] = screen.getByRole('img', { name: /^Accuracy/ }).querySelectorAll('.ferkit-line');
  expect(validation).toHaveAttribute('d', 'M0 65L25 45L50 55');
  expect(train).toHaveAttribute('d', 'M0 60L25 40L50 50');
});

it('has the same numbers as a table', async () => {
  const user = userEvent.setup();
  render(<TrainingCurves history={history} />);
  await user.click(screen.getByText('Show as table'));
  const table = screen.getByRole('table');
  expect(within(table).getByRole('row', { name: '1 1.600 1.700 40.0% 35.0%' })).toBeVisible();
  expect(within(table).getByRole('row', { name: 'Best epoch: 2 1.400 1.500 60.0% 55.0%' })).toBeVisible();
});

it('grows with the history', () => {
  const { rerender } = render(<TrainingCurves history={[]} epochs={3} />);
  expect(screen.getByText('Waiting for the first epoch.')).toBeVisible();
  rerender(<TrainingCurves history={history.slice(0, 1)} epochs={3} />);
  expect(screen.getByRole('img', { name: /^Loss over 1 epochs/ })).toBeVisible();
  expect(screen.getByRole('figure')).toHaveAccessibleDescription('Best epoch: 1');
});

it('does without validation', () => {
  render(<TrainingCurves history={history.map(({ validation: _, ...record }) => record)} />);
  expect(screen.getByRole('img', { name: 'Loss over 3 epochs; last: Train 1.500.' })).toBeVisible();
});
