import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ReliabilityDiagram } from '@ferkit/react';
import { sixSamples } from '../support/report';

it('sums up with the calibration error of the report', () => {
  const scores = sixSamples();
  render(<ReliabilityDiagram data={scores} />);
  const name = `Expected calibration error ${(100 * scores.ece).toFixed(1)}% over 6 samples.`;
  expect(screen.getByRole('img', { name })).toBeVisible();
});

it('has a row for each bin', async () => {
  const user = userEvent.setup();
  const bins = [
    { from: 0, to: 0.5, count: 0, confidence: 0, accuracy: 0 },
    { from: 0.5, to: 1, count: 4, confidence: 0.8, accuracy: 0.75 },
  ];
  render(<ReliabilityDiagram data={{ reliability: bins }} />);
  await user.click(screen.getByText('Show as table'));
  expect(screen.getByRole('row', { name: '0% to 50% 0 – –' })).toBeVisible();
  expect(screen.getByRole('row', { name: '50% to 100% 4 75.0% 5.0%' })).toBeVisible();
});
