import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { EpochRecord } from '@ferkit/core/metrics';
import { TrainingCurves } from '@ferkit/react';
import { ar } from '@ferkit/react/locales/ar';

const history: readonly EpochRecord[] = [0.4, 0.6, 0.5].map((accuracy, place) => ({
  epoch: place + 1,
  learningRate: 0.001,
  train: { loss: 2 - accuracy, accuracy },
  validation: { loss: 2.1 - accuracy, accuracy: accuracy - 0.05, macroF1: accuracy - 0.1 },
  best: place < 2,
}));

const tip = (): string | undefined => document.querySelector('.ferkit-tip')?.textContent;

it('draws loss and accuracy and says where they stand', () => {
  render(<TrainingCurves history={history} />);
  expect(screen.getByRole('group', { name: 'Loss over 3 epochs; last: Validation 1.600, Train 1.500.' })).toBeVisible();
  expect(
    screen.getByRole('group', { name: 'Accuracy over 3 epochs; last: Validation 45.0%, Train 50.0%.' }),
  ).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Training' })).toHaveAccessibleDescription('Best epoch: 2');
});

it('draws each line through its values', () => {
  render(<TrainingCurves history={history} epochs={5} />);
  const [validation, train] = screen.getByRole('group', { name: /^Accuracy over/ }).querySelectorAll('.ferkit-line');
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
  expect(screen.getByRole('group', { name: /^Loss over 1 epochs/ })).toBeVisible();
  expect(screen.getByRole('figure')).toHaveAccessibleDescription('Best epoch: 1');
});

it('does without validation', () => {
  render(<TrainingCurves history={history.map(({ validation: _, ...record }) => record)} />);
  expect(screen.getByRole('group', { name: 'Loss over 3 epochs; last: Train 1.500.' })).toBeVisible();
});

it('tells the values of an epoch that is reached with the arrow keys, in both charts, until Escape', async () => {
  const user = userEvent.setup();
  render(<TrainingCurves history={history} />);
  // Past the two buttons of the legend.
  await user.tab();
  await user.tab();
  await user.tab();
  expect(document.activeElement).toHaveAccessibleName('Epoch 1, Loss; Validation 1.700; Train 1.600');
  await user.keyboard('{ArrowRight}');
  expect(document.activeElement).toHaveAccessibleName('Epoch 2, Loss; Validation 1.500; Train 1.400');
  expect(tip()).toBe('Epoch 2Validation 1.500Train 1.400');
  expect(document.querySelectorAll('.ferkit-cursor')).toHaveLength(2);
  await user.keyboard('{ArrowDown}{End}');
  expect(document.activeElement).toHaveAccessibleName('Epoch 3, Accuracy; Validation 45.0%; Train 50.0%');
  await user.keyboard('{Escape}');
  expect(tip()).toBeUndefined();
  expect(document.activeElement).toHaveAccessibleName(/^Epoch 3, Accuracy/);
  await user.keyboard('{ArrowLeft}');
  expect(tip()).toMatch(/^Epoch 2/);
});

it('hides a series in both charts by a button of the legend', async () => {
  const user = userEvent.setup();
  const { container } = render(<TrainingCurves history={history} />);
  expect(container.querySelectorAll('.ferkit-line')).toHaveLength(4);
  await user.click(screen.getAllByRole('button', { name: /^Train/, pressed: true })[0]!);
  expect(container.querySelectorAll('.ferkit-line')).toHaveLength(2);
  await user.hover(screen.getByRole('img', { name: 'Epoch 2, Loss; Validation 1.500' }));
  expect(tip()).toBe('Epoch 2Validation 1.500');
  await user.click(screen.getAllByRole('button', { name: /^Train/, pressed: false })[1]!);
  expect(container.querySelectorAll('.ferkit-line')).toHaveLength(4);
});

describe('two runs', () => {
  const worse = history.slice(0, 2).map((record) => ({ ...record, train: { loss: 2, accuracy: 0.25 } }));

  it('are drawn together, and tips tell the differences', async () => {
    const user = userEvent.setup();
    render(<TrainingCurves history={history} compareWith={worse} names={['After', 'Before']} />);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription('After: Best epoch: 2; Before: Best epoch: 2');
    await user.hover(screen.getByRole('img', { name: /^Epoch 2, Loss/ }));
    expect(tip()).toBe(
      'Epoch 2After, Validation 1.500After, Train 1.400Before, Validation 1.500Before, Train 2.000' +
        'Change, Validation 0.000Change, Train -0.600',
    );
    await user.click(screen.getByText('Show as table'));
    expect(screen.getByRole('row', { name: '3 – – 1.500 1.600 – – 50.0% 45.0%' })).toBeVisible();
  });

  it('are numbered if they have no names', () => {
    render(<TrainingCurves history={history} compareWith={worse} />);
    expect(screen.getAllByRole('button', { name: /^Run 2, Validation/ })).toHaveLength(2);
  });
});

it('moves a zoomed view with the keys that walk the epochs, which keep the focus, and says so', async () => {
  const user = userEvent.setup();
  const long = Array.from({ length: 41 }, (_, place) => ({ ...history[0]!, epoch: place + 1 }));
  render(<TrainingCurves history={long} />);
  const focus = (epoch: number): void => {
    expect(document.activeElement).toHaveAccessibleName(new RegExp(`^Epoch ${epoch}, Loss`));
  };
  await user.click(screen.getByRole('img', { name: /^Epoch 21, Loss/ }));
  await user.keyboard('++');
  const status = screen.getByRole('status');
  expect(status).toHaveTextContent('Epochs 16 to 26');
  await user.keyboard('{ArrowRight>5/}');
  expect(status).toHaveTextContent('Epochs 16 to 26');
  focus(26);
  await user.keyboard('{ArrowRight}');
  expect(status).toHaveTextContent('Epochs 21 to 31');
  focus(27);
  await user.keyboard('{PageUp}');
  expect(status).toHaveTextContent('Epochs 11 to 21');
  focus(17);
  await user.keyboard('{Home}');
  expect(status).toHaveTextContent('Epochs 1 to 11');
  focus(1);
  await user.keyboard('{End}');
  expect(status).toHaveTextContent('Epochs 31 to 41');
  focus(41);
  expect(screen.getByRole('group', { name: /^Loss over/ })).toHaveAccessibleDescription(
    'Epochs 31 to 41 The arrow keys, Home and End move the view; 0 shows all.',
  );
});

it('joins words with the comma of the language', () => {
  render(<TrainingCurves history={history} messages={ar} />);
  expect(screen.getByRole('columnheader', { name: 'الخسارة، التدريب', hidden: true })).toBeInTheDocument();
});

it('zooms around the focused epoch with + and −, and back with a button that hands the focus on', async () => {
  const user = userEvent.setup();
  const long = Array.from({ length: 41 }, (_, place) => ({ ...history[0]!, epoch: place + 1 }));
  render(<TrainingCurves history={long} />);
  expect(screen.getByRole('status')).toHaveTextContent('Drag across a chart to zoom in, or press + and −.');
  await user.click(screen.getByRole('img', { name: /^Epoch 21, Loss/ }));
  await user.keyboard('+');
  expect(screen.getByRole('status')).toHaveTextContent('Epochs 11 to 31');
  expect(screen.getByRole('img', { name: /^Epoch 21, Loss/ })).toHaveFocus();
  expect(screen.queryByRole('img', { name: /^Epoch 32, Loss/ })).toBeNull();
  await user.keyboard('+');
  expect(screen.getByRole('status')).toHaveTextContent('Epochs 16 to 26');
  await user.keyboard('-');
  expect(screen.getByRole('status')).toHaveTextContent('Epochs 11 to 31');
  await user.click(screen.getByRole('button', { name: 'Show all epochs' }));
  expect(screen.getByRole('status')).toHaveTextContent(/^Drag/);
  expect(screen.getByRole('img', { name: /^Epoch 21, Loss/ })).toHaveFocus();
  await user.keyboard('+0');
  expect(screen.getByRole('status')).toHaveTextContent(/^Drag/);
});
