import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { loadModel } from '@ferkit/core';
import { TrainingPanel } from '@ferkit/react';
import { checkpointPath, faces, makeTiny, quick } from '../support/trainings';

const patience = { timeout: 20_000 };

it('waits for training data', () => {
  render(<TrainingPanel />);
  expect(screen.getByRole('figure', { name: 'Train a model' })).toHaveAccessibleDescription('No training data yet.');
  expect(screen.getByRole('button', { name: 'Start training' })).toBeDisabled();
});

it('trains, stops, resumes and saves, by keyboard', async () => {
  const user = userEvent.setup();
  const checkpoint = await checkpointPath();
  const folder = join(dirname(checkpoint), 'model');
  const onFinish = vi.fn();
  render(
    <TrainingPanel
      data={faces}
      model={makeTiny}
      options={{ ...quick, epochs: 4, checkpoint }}
      saveTo={folder}
      onFinish={onFinish}
    />,
  );
  expect(screen.getByRole('figure')).toHaveAccessibleDescription(
    '168 training faces of 7 labels, 21 validation faces.',
  );
  await user.tab();
  expect(screen.getByRole('button', { name: 'Start training' })).toHaveFocus();
  await user.keyboard('{Enter}');
  await screen.findByText('Validation after epoch 1', {}, { ...patience, interval: 2 });
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  await user.click(await screen.findByRole('button', { name: 'Resume' }, patience));
  expect(
    await screen.findByText(/^Finished after 4 epochs\. Best: epoch \d, /, { selector: 'div p' }, patience),
  ).toBeVisible();
  expect(screen.getByRole('progressbar')).toHaveAttribute('value', '24');
  expect(screen.getByRole('img', { name: /^Loss over 4 epochs/ })).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Validation after epoch 4' })).toBeVisible();
  expect(screen.getByText(/^cpu \(.+\), .+ parameters, seed 0$/)).toBeVisible();
  expect(onFinish).toHaveBeenCalledOnce();

  await user.click(screen.getByRole('button', { name: 'Save model' }));
  expect(await screen.findByText('Model saved.', {}, patience)).toBeVisible();
  expect(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))).toHaveProperty('weightsManifest');
  const model = await loadModel(folder, { backend: 'cpu' });
  expect(model.metadata.provenance).toMatchObject({ epochs: 4, seed: 0 });
  model.dispose();
});

it('explains an error in plain words, and retries', async () => {
  const user = userEvent.setup();
  const options = { ...quick, checkpoint: false } as const;
  const diverging = { ...options, optimizer: 'sgd', learningRate: 1e30 } as const;
  const panel = { data: faces, model: makeTiny } as const;
  const { rerender } = render(<TrainingPanel {...panel} options={diverging} />);
  await user.click(screen.getByRole('button', { name: 'Start training' }));
  expect(await screen.findByRole('alert', {}, patience)).toHaveTextContent(/^The training diverged/);
  rerender(<TrainingPanel {...panel} options={options} />);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.getByText('Validation after epoch 3')).toBeVisible(), patience);
  expect(screen.queryByRole('alert')).toBeNull();
});

it('shows its texts in another language', () => {
  render(<TrainingPanel data={faces} messages={{ startTraining: 'Los', trainingPanel: 'Lernen', locale: 'de' }} />);
  expect(screen.getByRole('button', { name: 'Los' })).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Lernen' })).toBeVisible();
});
