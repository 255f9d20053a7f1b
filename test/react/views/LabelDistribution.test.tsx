import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { LabelDistribution } from '@ferkit/react';

const series = [
  { name: 'Train', counts: { happy: 300, sad: 100 } },
  { name: 'Validation', counts: { happy: 10, disgust: 30 } },
];

it('says what each series holds', () => {
  render(<LabelDistribution series={series} />);
  expect(
    screen.getByRole('group', {
      name: 'Train: 400 in all, most happy, fewest disgust. Validation: 40 in all, most disgust, fewest sad.',
    }),
  ).toBeVisible();
});

it('shows shares, and the labels in the order asked for', async () => {
  const user = userEvent.setup();
  render(<LabelDistribution series={series} unit="share" labels={['sad', 'happy', 'disgust']} />);
  await user.click(screen.getByText('Show as table'));
  expect(screen.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
    'LabelTrainValidation',
    'sad25.0%0.0%',
    'happy75.0%25.0%',
    'disgust0.0%75.0%',
  ]);
});

it('survives series without samples', () => {
  render(<LabelDistribution series={[{ name: 'Test', counts: { happy: 0 } }]} unit="share" />);
  expect(screen.getByRole('group', { name: /^Test: 0/ })).toHaveTextContent('happy0');
});

it('shows series of the same name, and labels that are names of JavaScript', () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const unlike: { name: string; counts: Record<string, number> }[] = [
    { name: 'Train', counts: { happy: 3, ['constructor']: 1 } },
    { name: 'Train', counts: { happy: 5 } },
  ];
  render(<LabelDistribution series={unlike} />);
  expect(screen.getByRole('group', { name: /^Train/ })).toHaveTextContent('happy35constructor10');
  expect(errors).not.toHaveBeenCalled();
  errors.mockRestore();
});

const names = (): (string | null)[] => screen.getAllByRole('img').map((bar) => bar.getAttribute('aria-label'));

it('is walked with the arrow keys, and tells the numbers of a label', async () => {
  const user = userEvent.setup();
  render(<LabelDistribution series={series} />);
  await user.click(screen.getByRole('img', { name: 'happy: Train 300' }));
  expect(document.querySelector('.ferkit-tip')).toHaveTextContent('happyTrain 300Validation 10');
  await user.keyboard('{ArrowDown}{ArrowRight}');
  expect(screen.getByRole('img', { name: 'sad: Validation 0' })).toHaveFocus();
  expect(screen.getByRole('img', { name: 'sad: Validation 0' })).toHaveTextContent('0');
});

it('hides a series by a button of the legend', async () => {
  const user = userEvent.setup();
  render(<LabelDistribution series={series} />);
  await user.click(screen.getByRole('button', { name: 'Train', pressed: true }));
  expect(names()).toEqual(['happy: Validation 10', 'sad: Validation 0', 'disgust: Validation 30']);
});

it('is ordered by value or by name, as visitors choose', async () => {
  const user = userEvent.setup();
  render(
    <LabelDistribution series={[{ name: 'Train', counts: { sad: 2, angry: 1, happy: 3 } }]} toolbar sort="value" />,
  );
  expect(names()).toEqual(['happy: Train 3', 'sad: Train 2', 'angry: Train 1']);
  await user.selectOptions(screen.getByLabelText('Order'), 'By name');
  expect(names()).toEqual(['angry: Train 1', 'happy: Train 3', 'sad: Train 2']);
  await user.selectOptions(screen.getByLabelText('Order'), 'As given');
  expect(names()).toEqual(['sad: Train 2', 'angry: Train 1', 'happy: Train 3']);
});

it('compares series with another', async () => {
  const user = userEvent.setup();
  render(<LabelDistribution series={series.slice(0, 1)} compareWith={series[1]} unit="share" />);
  expect(names().slice(0, 2)).toEqual(['happy: Train 75.0%; Change +50.0', 'happy: Validation 25.0%']);
  await user.click(screen.getByText('Show as table'));
  expect(screen.getByRole('row', { name: 'disgust 0.0% 75.0% -75.0' })).toBeVisible();
});

it('shows a tip where a finger taps, until it taps elsewhere', async () => {
  const user = userEvent.setup();
  render(<LabelDistribution series={series} />);
  await user.pointer({ keys: '[TouchA]', target: screen.getByRole('img', { name: 'happy: Train 300' }) });
  expect(document.querySelector('.ferkit-tip')).toHaveTextContent('happyTrain 300Validation 10');
  await user.pointer({ keys: '[TouchA]', target: document.body });
  expect(document.querySelector('.ferkit-tip')).toBeNull();
});
