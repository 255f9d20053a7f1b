import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { FerModel, TrainResult } from '@ferkit/core';
import { TeachingPanel, type TeachingPanelProps } from '@ferkit/react';
import '#react/styles.css';
import { drawPortraits } from '../../../stories/fixtures/drawPortraits';
import { scenes, toFile } from '../../../stories/fixtures/scenes';
import { expectNothingLeft } from '../support/expectNothingLeft';

const patient = { timeout: 90_000 };
const onError = vi.fn();

// Registered first, so that it runs last, after everything is removed.
afterEach(() => {
  onError.mockClear();
});
expectNothingLeft();

const panel = (props: TeachingPanelProps) => (
  <StrictMode>
    <TeachingPanel backend="wasm" options={{ checkpoint: 'indexeddb:teaching' }} onError={onError} {...props} />
  </StrictMode>
);
const card = (place: number): HTMLElement => document.querySelectorAll<HTMLElement>('.ferkit-label')[place]!;
const facesOf = (place: number): HTMLElement[] =>
  within(card(place)).queryAllByRole('button', { name: /^Remove picture/ });

test('the bundled model is trained on labels of files, and recognises them in an unseen picture', async () => {
  const onFinish = vi.fn<(model: FerModel, result: TrainResult) => void>();
  render(panel({ labels: ['grin', 'gasp'], onFinish }));
  expect(screen.getByRole('button', { name: 'Start training' })).toBeDisabled();
  await screen.findByRole('region', { name: 'Training pictures' }, patient);
  for (const [label, expression] of [
    ['grin', 'happy'],
    ['gasp', 'surprise'],
  ] as const) {
    const files = await Promise.all(drawPortraits(expression, 12, 20).map((scene) => toFile(scene)));
    await userEvent.upload(screen.getByLabelText(`Add files ${label}`), files);
  }
  await waitFor(() => expect([facesOf(0).length, facesOf(1).length]).toEqual([12, 12]), patient);
  const summary = '20 training faces of 2 labels, 4 validation faces.';
  await waitFor(() => expect(screen.getByRole('figure')).toHaveAccessibleDescription(summary));
  await userEvent.click(screen.getByRole('button', { name: 'Start training' }));
  await waitFor(() => expect(onFinish).toHaveBeenCalledOnce(), patient);
  const [model, { history }] = onFinish.mock.calls[0]!;
  expect(model.labels).toEqual(['grin', 'gasp']);
  expect(history.at(-1)!.train.loss).toBeLessThan(0.7 * history[0]!.train.loss);

  const trial = await screen.findByRole('figure', { name: 'Try it' }, patient);
  const [other] = drawPortraits('surprise', 1, 90);
  await userEvent.upload(within(trial).getByLabelText('Choose a picture'), await toFile(other!));
  await waitFor(() => expect(trial.querySelector('.ferkit-expression')).toHaveTextContent(/^gasp/), patient);
  expect(onError).not.toHaveBeenCalled();
});

test('faces are recorded from the camera until it is stopped, and removed by keyboard', async () => {
  render(panel({}));
  await screen.findByRole('region', { name: 'Training pictures' }, patient);
  expect(screen.getByRole('button', { name: 'Record Label 1' })).toBeDisabled();
  await userEvent.click(screen.getByRole('button', { name: 'Start camera' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Record Label 1' })).toBeEnabled(), patient);
  await userEvent.click(screen.getByRole('button', { name: 'Record Label 1' }));
  await waitFor(() => expect(facesOf(0).length).toBeGreaterThanOrEqual(3), patient);
  await userEvent.click(screen.getByRole('button', { name: 'Stop recording Label 1' }));
  // One frame that is being processed may still arrive; after that there are none.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const recorded = facesOf(0).length;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(facesOf(0)).toHaveLength(recorded);

  facesOf(0)[0]!.focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(facesOf(0)[1]).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(facesOf(0)).toHaveLength(recorded - 1);
  expect(facesOf(0)[1]).toHaveFocus();
  await userEvent.keyboard('{End}');
  expect(facesOf(0).at(-1)).toHaveFocus();
  await userEvent.click(screen.getByRole('button', { name: 'Stop camera' }));
  expect(screen.getByRole('button', { name: 'Record Label 1' })).toBeDisabled();
});

test('pictures without a face and broken files are reported and left out, and the rest are added', async () => {
  render(panel({ labels: ['one', 'other'] }));
  await screen.findByRole('region', { name: 'Training pictures' }, patient);
  const broken = new File(['no picture'], 'broken.png', { type: 'image/png' });
  const scan = new File([Uint8Array.of(0x42, 0x4d, 0, 0)], 'scan.bmp', { type: 'image/bmp' });
  const files = [await toFile(scenes.nobody()), broken, scan, await toFile(scenes.pair()), await toFile(scenes.one())];
  await userEvent.upload(screen.getByLabelText('Add files one'), files, { applyAccept: false });
  await waitFor(() => expect(facesOf(0)).toHaveLength(2), patient);
  const notes = [...document.querySelectorAll('.ferkit-label-note')].map(({ textContent }) => textContent);
  expect(notes).toEqual([
    `1 picture without a face left out: ${files[0]!.name}.`,
    '2 unreadable files left out: broken.png, scan.bmp.',
    '1 picture shows several faces: the largest was taken.',
  ]);
  expect(screen.getByRole('alert')).toHaveTextContent(/^This file cannot be read as a picture/);
  expect(onError).toHaveBeenCalledTimes(2);
});

test('files dropped on a label are all tried, and none opens in place of the page', async () => {
  render(panel({ labels: ['one', 'other'] }));
  await screen.findByRole('region', { name: 'Training pictures' }, patient);
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['hello'], 'note.txt', { type: 'text/plain' }));
  dataTransfer.items.add(await toFile(scenes.one()));
  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
  fireEvent(card(1), drop);
  expect(drop.defaultPrevented).toBe(true);
  await waitFor(() => expect(facesOf(1)).toHaveLength(1), patient);
  expect(screen.getByText('1 unreadable file left out: note.txt.', { selector: '.ferkit-label-note' })).toBeVisible();
});

test('duplicate names are refused beside the text field', async () => {
  render(panel({ labels: ['one', 'other'] }));
  const name = await screen.findByRole('textbox', { name: 'Name of label 2' }, patient);
  await userEvent.clear(name);
  expect(name).toBeInvalid();
  await userEvent.type(name, 'one');
  expect(name).toBeInvalid();
  expect(name).toHaveAccessibleDescription('Each label needs a unique name.');
  await userEvent.type(name, 's');
  expect(name).toBeValid();
  await userEvent.click(screen.getByRole('button', { name: 'Add label' }));
  expect(screen.getByRole('textbox', { name: 'Name of label 3' })).toHaveValue('Label 3');
  await userEvent.click(screen.getByRole('button', { name: 'Remove label one' }));
  expect(screen.getAllByRole('textbox')).toHaveLength(2);
});
