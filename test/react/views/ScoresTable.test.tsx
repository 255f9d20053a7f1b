import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ScoresTable } from '@ferkit/react';
import { sixSamples } from '../support/report';

it('lists the scores of each label and their averages', () => {
  render(<ScoresTable data={sixSamples()} />);
  expect(screen.getByRole('table', { name: 'Scores by label' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'happy 75.0% 75.0% 75.0% 4' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'sad 50.0% 50.0% 50.0% 2' })).toBeVisible();
  // Nobody has it and nobody was predicted as it: it has no scores and no part in the averages.
  expect(screen.getByRole('row', { name: 'disgust – – – 0' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'Accuracy 66.7% 6' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'Macro average 62.5% 62.5% 62.5% 6' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'Weighted average 66.7% 66.7% 66.7% 6' })).toBeVisible();
});

it('agrees with the macro F1 of the report', () => {
  const scores = sixSamples();
  render(<ScoresTable data={scores} />);
  expect(scores.macroF1).toBe(0.625);
});

it('shows the scores without training copies where there are some', async () => {
  const user = userEvent.setup();
  const all = sixSamples();
  const without = { ...all, samples: 5, accuracy: 0.6 };
  const { rerender } = render(<ScoresTable data={{ ...all, withoutTrainingCopies: without }} />);
  expect(screen.getByRole('button', { name: 'All', pressed: true })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Without copies', pressed: false }));
  expect(screen.getByRole('row', { name: 'Accuracy 60.0% 5' })).toBeVisible();
  expect(screen.getByText(/^5 samples whose image/)).toBeVisible();
  rerender(<ScoresTable data={all} />);
  expect(screen.queryByRole('button', { name: 'All' })).not.toBeInTheDocument();
  expect(screen.getByRole('row', { name: 'Accuracy 66.7% 6' })).toBeVisible();
});

const labels = (): (string | null)[] =>
  screen
    .getAllByRole('rowheader')
    .slice(0, 3)
    .map(({ textContent }) => textContent);

it('is sorted by a column, first the highest, and by names from A; labels without scores stay last', async () => {
  const user = userEvent.setup();
  render(<ScoresTable data={sixSamples()} />);
  const header = (name: string): HTMLElement => screen.getByRole('columnheader', { name });
  expect(labels()).toEqual(['happy', 'sad', 'disgust']);
  expect(header('F1')).not.toHaveAttribute('aria-sort');
  await user.click(screen.getByRole('button', { name: 'F1' }));
  expect(header('F1')).toHaveAttribute('aria-sort', 'descending');
  expect(labels()).toEqual(['happy', 'sad', 'disgust']);
  await user.keyboard('{Enter}');
  expect(header('F1')).toHaveAttribute('aria-sort', 'ascending');
  expect(labels()).toEqual(['sad', 'happy', 'disgust']);
  await user.click(screen.getByRole('button', { name: 'Label' }));
  expect(header('Label')).toHaveAttribute('aria-sort', 'ascending');
  expect(header('F1')).not.toHaveAttribute('aria-sort');
  expect(labels()).toEqual(['disgust', 'happy', 'sad']);
});

it('compares a score of two models side by side, and sorts by the difference', async () => {
  const user = userEvent.setup();
  const one = sixSamples();
  const perLabel = { ...one.perLabel, happy: { ...one.perLabel.happy!, recall: 1, f1: 0.8 } };
  render(<ScoresTable data={one} compareWith={{ ...one, accuracy: 0.5, perLabel }} names={['After', 'Before']} />);
  expect(screen.getByRole('figure')).toHaveAccessibleDescription('After compared with Before.');
  expect(screen.getByRole('row', { name: 'happy 75.0% 80.0% -5.0 4' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'disgust – – – 0' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'Accuracy 66.7% 50.0% +16.7 6' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'Macro average 62.5% 65.0% -2.5 6' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Change' }));
  expect(labels()).toEqual(['sad', 'happy', 'disgust']);
  await user.selectOptions(screen.getByLabelText('Score'), 'Recall');
  expect(screen.getByRole('row', { name: 'happy 75.0% 100.0% -25.0 4' })).toBeVisible();
  expect(screen.getByRole('row', { name: 'Accuracy 66.7% 50.0% +16.7 6' })).toBeVisible();
});
