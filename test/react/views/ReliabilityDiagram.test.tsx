import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ReliabilityDiagram } from '@ferkit/react';
import { sixSamples } from '../support/report';

it('sums up with the calibration error of the report', () => {
  const scores = sixSamples();
  render(<ReliabilityDiagram data={scores} />);
  const name = `Expected calibration error ${(100 * scores.ece).toFixed(1)}% over 6 samples.`;
  expect(screen.getByRole('group', { name })).toBeVisible();
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

const bins = [
  { from: 0, to: 0.5, count: 0, confidence: 0, accuracy: 0 },
  { from: 0.5, to: 0.75, count: 1, confidence: 0.6, accuracy: 1 },
  { from: 0.75, to: 1, count: 4, confidence: 0.8, accuracy: 0.75 },
];
const tip = (): string | undefined => document.querySelector('.ferkit-tip')?.textContent;

it('tells the numbers of a bar that is reached with the arrow keys', async () => {
  const user = userEvent.setup();
  render(<ReliabilityDiagram data={{ reliability: bins }} />);
  await user.click(screen.getAllByRole('img', { name: /^50% to 75%/ })[0]!);
  await user.keyboard('{ArrowRight}');
  expect(document.activeElement).toHaveAccessibleName('75% to 100%; Accuracy 75.0%, Confidence 80.0%, Samples 4');
  await user.unhover(screen.getAllByRole('img')[0]!);
  expect(tip()).toBe('Confidence: 75% to 100%Accuracy 75.0%, Confidence 80.0%, Samples 4');
});

it('shows and hides accuracy and gap', async () => {
  const user = userEvent.setup();
  const { container } = render(<ReliabilityDiagram data={{ reliability: bins }} />);
  const columns = (): number => container.querySelectorAll('.ferkit-plot:not([data-low]) .ferkit-column').length;
  expect(columns()).toBe(4);
  await user.click(screen.getByRole('button', { name: 'Gap', pressed: true }));
  expect(columns()).toBe(2);
});

it('compares two models bin by bin', async () => {
  const user = userEvent.setup();
  const other = bins.map((bin) => ({ ...bin, accuracy: bin.accuracy / 2, count: bin.to === 0.75 ? 0 : bin.count }));
  render(<ReliabilityDiagram data={{ reliability: bins }} compareWith={{ reliability: other }} names={['A', 'B']} />);
  expect(screen.getByRole('figure')).toHaveAccessibleDescription(
    'A: Expected calibration error 12.0% over 5 samples. B: Expected calibration error 42.5% over 4 samples.',
  );
  await user.hover(screen.getAllByRole('img', { name: /^75% to 100%/ })[0]!);
  expect(tip()).toBe(
    'Confidence: 75% to 100%A: Accuracy 75.0%, Confidence 80.0%, Samples 4' +
      'B: Accuracy 37.5%, Confidence 80.0%, Samples 4Change: Accuracy +37.5',
  );
  await user.click(screen.getByText('Show as table'));
  expect(screen.getByRole('row', { name: '50% to 75% 1 100.0% -40.0% 0 – – –' })).toBeVisible();
});
