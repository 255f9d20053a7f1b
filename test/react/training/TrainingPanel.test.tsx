import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { loadModel } from '@ferkit/core';
import { TrainingPanel } from '@ferkit/react';
import { checkpointPath, faces, makeTiny, quick } from '../support/trainings';

const patience = { timeout: 20_000 };

it('waits for something to learn from', () => {
  render(<TrainingPanel />);
  expect(screen.getByRole('figure', { name: 'Train a model' })).toHaveAccessibleDescription(
    'There is nothing to learn from yet.',
  );
  expect(screen.getByRole('button', { name: 'Start training' })).toBeDisabled();
});

it('trains, stops, goes on and saves, by keyboard', async () => {
  const user = userEvent.setup();
  const checkpoint = await checkpointPath();
  const folder = join(dirname(checkpoint), 'model');
  const onFinish = vi.fn();
  render(
    <TrainingPanel
      data={faces}
      model={makeTiny}
      options={{ ...quick, epochs: 4 }}
      checkpoint={checkpoint}
      saveTo={folder}
      onFinish={onFinish}
    />,
  );
  expect(screen.getByRole('figure')).toHaveAccessibleDescription(
    '168 faces of 7 labels to learn from, 21 to be judged by.',
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
  expect(await screen.findByText('The model is saved.', {}, patience)).toBeVisible();
  expect(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))).toHaveProperty('weightsManifest');
  const model = await loadModel(folder, { backend: 'cpu' });
  expect(model.metadata.provenance).toMatchObject({ epochs: 4, seed: 0 });
  model.dispose();
});

it('says what went wrong in plain words, and tries again', async () => {
  const user = userEvent.setup();
  const wild = { ...quick, optimizer: 'sgd', learningRate: 1e30 } as const;
  const panel = { data: faces, model: makeTiny, checkpoint: false } as const;
  const { rerender } = render(<TrainingPanel {...panel} options={wild} />);
  await user.click(screen.getByRole('button', { name: 'Start training' }));
  expect(await screen.findByRole('alert', {}, patience)).toHaveTextContent(/^The training went astray/);
  rerender(<TrainingPanel {...panel} options={quick} />);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.getByText('Validation after epoch 3')).toBeVisible(), patience);
  expect(screen.queryByRole('alert')).toBeNull();
});

it('says each of its words in another language', () => {
  render(<TrainingPanel data={faces} messages={{ startTraining: 'Los', trainingPanel: 'Lernen', locale: 'de' }} />);
  expect(screen.getByRole('button', { name: 'Los' })).toBeVisible();
  expect(screen.getByRole('figure', { name: 'Lernen' })).toBeVisible();
});
