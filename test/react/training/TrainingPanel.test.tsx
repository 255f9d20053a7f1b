import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { loadModel } from '@ferkit/core';
import { openDataset, readGrayImage } from '@ferkit/core/datasets';
import { TrainingPanel } from '@ferkit/react';
import { drawScene, type ScenePerson } from '../../../stories/fixtures/drawScene';
import { encodePng } from '../../core/datasets/support/encodePng';
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
  expect(screen.getByRole('group', { name: /^Loss over 4 epochs/ })).toBeVisible();
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

it('tells which files were left out of the data, how photos became faces, and how many are held out', async () => {
  const user = userEvent.setup();
  const photo = (...people: readonly ScenePerson[]) => readGrayImage(drawScene(320, 240, people)).then(encodePng);
  const person = { x: 150, y: 120, size: 120 };
  const files: Record<string, Uint8Array> = {
    'happy/note.txt': new TextEncoder().encode('no picture'),
    'happy/nobody.png': await photo(),
    'happy/two.png': await photo(person, { x: 280, y: 60, size: 50, seed: 3 }),
    'sad/scan.bmp': Uint8Array.of(0x42, 0x4d, ...new Uint8Array(60)),
    'sad/old.bmp': Uint8Array.of(0x42, 0x4d, ...new Uint8Array(60)),
  };
  for (const label of ['happy', 'sad'] as const) {
    for (let seed = 0; seed < 5; seed++) {
      files[`${label}/${seed}.png`] = await photo({ ...person, seed, expression: label });
    }
  }
  const folder = dirname(await checkpointPath());
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const data = await openDataset(folder, { width: 16, height: 16 });
  const { train } = { train: data.selectSplit('train') };
  const { rerender } = render(<TrainingPanel data={{ train, validation: train }} />);
  // Two selections from one dataset share its report.
  const faceNote = '11 faces cropped, 1 of them from a picture of several faces.';
  expect(await screen.findAllByText(faceNote, {}, patience)).toHaveLength(1);
  rerender(<TrainingPanel data={data} model={makeTiny} options={{ ...quick, epochs: 1, checkpoint: false }} />);
  expect(screen.getByText(faceNote)).toBeVisible();
  expect(screen.getByText('Left out of the data: 4')).toBeVisible();
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    '2 BMP images that cannot be decoded: sad/old.bmp, sad/scan.bmp',
    '1 file that is no image: happy/note.txt',
    '1 image without a face: happy/nobody.png',
  ]);
  await user.click(screen.getByRole('button', { name: 'Start training' }));
  expect(await screen.findByText(/2 of the training faces are held out for validation\.$/, {}, patience)).toBeVisible();
});
