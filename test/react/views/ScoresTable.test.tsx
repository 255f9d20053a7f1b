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
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
  expect(screen.getByRole('row', { name: 'Accuracy 66.7% 6' })).toBeVisible();
});
