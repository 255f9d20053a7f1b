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
    screen.getByRole('img', {
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
  expect(screen.getByRole('img')).toHaveTextContent('happy0.0%');
});

it('shows series of the same name, and labels that are names of JavaScript', () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const unlike: { name: string; counts: Record<string, number> }[] = [
    { name: 'Train', counts: { happy: 3, ['constructor']: 1 } },
    { name: 'Train', counts: { happy: 5 } },
  ];
  render(<LabelDistribution series={unlike} />);
  expect(screen.getByRole('img')).toHaveTextContent('happy35constructor10');
  expect(errors).not.toHaveBeenCalled();
  errors.mockRestore();
});
