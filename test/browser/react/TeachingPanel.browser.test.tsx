import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent as browserEvent } from 'vitest/browser';
import { type FerModel, openProject, type TrainResult } from '@ferkit/core';
import { TeachingPanel, type TeachingPanelProps } from '@ferkit/react';
import '#react/styles.css';
import { withCamera } from '../../../stories/fixtures/cameras';
import { drawPortraits } from '../../../stories/fixtures/drawPortraits';
import { makeProject } from '../../../stories/fixtures/makeProject';
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
    <TeachingPanel
      backend="wasm"
      options={{ epochs: 6, seed: 1, checkpoint: 'indexeddb:teaching' }}
      onError={onError}
      {...props}
    />
  </StrictMode>
);
const card = (place: number): HTMLElement => document.querySelectorAll<HTMLElement>('.ferkit-label')[place]!;
const facesOf = (place: number): HTMLElement[] =>
  within(card(place)).queryAllByRole('button', { name: /^Remove picture/ });
const step = (name: string): Promise<HTMLElement> => screen.findByRole('region', { name }, patient);
const button = (name: string | RegExp): Promise<HTMLElement> => screen.findByRole('button', { name }, patient);

async function addPictures(label: string, expression: 'happy' | 'surprise', count: number, seed = 20): Promise<void> {
  const files = await Promise.all(drawPortraits(expression, count, seed).map((scene) => toFile(scene)));
  await userEvent.upload(await screen.findByLabelText(`Add files ${label}`, {}, patient), files);
}

test('labels are taught from files, tried at once, trained on with more, and kept in one file', async () => {
  const onFinish = vi.fn<(model: FerModel, result: TrainResult) => void>();
  render(panel({ labels: ['grin', 'gasp'], onFinish }));
  const start = await button('Start training');
  expect(start).toHaveAccessibleDescription('Two or more labels need at least 5 pictures each.');
  await userEvent.click(start);
  expect(start).toHaveTextContent('Start training');
  await addPictures('grin', 'happy', 12);
  await addPictures('gasp', 'surprise', 3);
  await screen.findByText('“gasp” needs 2 more pictures.', {}, patient);
  await addPictures('gasp', 'surprise', 9, 23);
  await waitFor(() => expect([facesOf(0).length, facesOf(1).length]).toEqual([12, 12]), patient);
  start.focus();
  await userEvent.click(start);
  await waitFor(() => expect(onFinish).toHaveBeenCalledOnce(), patient);
  const [model, { history }] = onFinish.mock.calls[0]!;
  expect(model.labels).toEqual(['grin', 'gasp']);
  expect(history.at(-1)!.train.loss).toBeLessThan(history[0]!.train.loss);
  // Four pictures of twelve each are held out: words, not percents.
  expect(await screen.findByText(/^\d of 4 held-out pictures right$/, { selector: 'strong' }, patient)).toBeVisible();
  expect(document.activeElement).toBe(start);
  expect(start).toHaveTextContent('Train on');

  const trial = within(await step('3 Try'));
  const [other] = drawPortraits('surprise', 1, 90);
  await userEvent.upload(await trial.findByLabelText('Choose a picture', {}, patient), await toFile(other!));
  await waitFor(() => expect(document.querySelector('.ferkit-answer')).toHaveTextContent('gasp'), patient);

  await addPictures('gasp', 'surprise', 3);
  await waitFor(() => expect(facesOf(1)).toHaveLength(15), patient);
  await userEvent.click(start);
  await waitFor(() => expect(onFinish).toHaveBeenCalledTimes(2), patient);
  expect(onFinish.mock.calls[1]![0]).toBe(model);
  expect(onFinish.mock.calls[1]![1].history[0]!.train.loss).toBeLessThan(history[0]!.train.loss);

  const links: { readonly href: string; readonly download: string }[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    links.push({ href: this.href, download: this.download });
  });
  await userEvent.click(await button('Save all'));
  await waitFor(() => expect(links).toHaveLength(1), patient);
  click.mockRestore();
  expect(links[0]!.download).toBe('ferkit-project.zip');
  const project = await openProject(await (await fetch(links[0]!.href)).blob(), { backend: 'wasm' });
  expect(project.dataset.size).toBe(27);
  expect(project.model!.labels).toEqual(['grin', 'gasp']);
  expect(project.recipe).toMatchObject({ epochs: 6, seed: 1, batchSize: 16 });
  project.model!.dispose();
  expect(onError).not.toHaveBeenCalled();
});

describe('recording', () => {
  test('lasts while the button is held, by pointer and by keyboard, and the shortest press takes one picture', async () => {
    render(panel({}));
    const record = await button('Hold to record Label 1');
    expect(record).toHaveAccessibleDescription('Start the camera to record, or add files.');
    const camera = await button('Start camera');
    camera.focus();
    await userEvent.keyboard('{Enter}');
    await screen.findByText('This is taken', {}, patient);
    expect(camera).toHaveFocus();
    expect(camera).toHaveTextContent('Stop camera');

    fireEvent.pointerDown(record, { button: 0, pointerId: 1 });
    expect(record).toHaveAttribute('aria-pressed', 'true');
    fireEvent.pointerUp(record, { button: 0, pointerId: 1 });
    fireEvent.click(record, { detail: 1 });
    expect(record).toHaveAttribute('aria-pressed', 'false');
    await waitFor(() => expect(facesOf(0)).toHaveLength(1));

    record.focus();
    fireEvent.keyDown(record, { key: ' ' });
    await waitFor(() => expect(facesOf(0).length).toBeGreaterThanOrEqual(4), patient);
    fireEvent.keyUp(record, { key: ' ' });
    const recorded = facesOf(0).length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // One frame that was being processed may still have arrived.
    expect(facesOf(0).length).toBeLessThanOrEqual(recorded + 1);
    expect(record).toHaveFocus();
    await userEvent.click(camera);
    expect(record).toHaveAttribute('aria-disabled', 'true');
  });

  test('needs no holding for those who cannot hold, nor for screen readers', async () => {
    render(panel({ autoStart: true }));
    await screen.findByText('This is taken', {}, patient);
    const record = await button('Hold to record Label 1');
    // Screen readers click without a pointer.
    fireEvent.click(record, { detail: 0 });
    expect(record).toHaveAttribute('aria-pressed', 'true');
    fireEvent.click(record, { detail: 0 });
    expect(record).toHaveAttribute('aria-pressed', 'false');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Record without holding' }));
    await userEvent.click(await button('Record Label 2'));
    await waitFor(() => expect(facesOf(1).length).toBeGreaterThanOrEqual(3), patient);
    await userEvent.click(await button('Stop recording Label 2'));
    expect(await button('Record Label 2')).toHaveAttribute('aria-pressed', 'false');
  });

  test('pictures are removed by keyboard, and the focus stays in their row', async () => {
    render(panel({ labels: ['grin', 'gasp'], project: await makeProject({ labels: { grin: 'happy', gasp: 'surprise' }, count: 4 }) })); // prettier-ignore
    await waitFor(() => expect(facesOf(0)).toHaveLength(4), patient);
    facesOf(0)[0]!.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(facesOf(0)[1]).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(facesOf(0)).toHaveLength(3);
    expect(facesOf(0)[1]).toHaveFocus();
    await userEvent.keyboard('{End}');
    expect(facesOf(0).at(-1)).toHaveFocus();
  });
});

describe('a project', () => {
  const labels = { grin: 'happy', gasp: 'surprise' } as const;

  test('is opened with its model, which is tried on the camera at once', async () => {
    const restore = withCamera(scenes.one());
    const project = await makeProject({ labels, count: 10, isTrained: true });
    render(panel({ labels: ['other'], project, autoStart: true }));
    const trial = await step('3 Try');
    await waitFor(() => expect(trial.querySelector('.ferkit-answer')).toHaveTextContent(/^(grin|gasp)$/), patient);
    expect(screen.getByText(/^\d of 4 held-out pictures right$/, { selector: 'strong' })).toBeVisible();
    expect(screen.getAllByRole('textbox').map((input) => (input as HTMLInputElement).value)).toEqual(['grin', 'gasp']);
    expect(await button('Train on')).not.toHaveAttribute('aria-disabled');
    restore();
  });

  test('is added to the pictures that are there, and a damaged one changes nothing', async () => {
    render(panel({ labels: ['grin', 'gasp'] }));
    await addPictures('grin', 'happy', 2);
    await waitFor(() => expect(facesOf(0)).toHaveLength(2), patient);
    const open = await screen.findByLabelText('Open', {}, patient);
    const whole = await makeProject({ labels, count: 4, isTrained: false });
    const half = new File([whole.slice(0, whole.size / 2)], 'half.zip');
    await userEvent.upload(open, half);
    expect(await screen.findByRole('alert', {}, patient)).toHaveTextContent(/^This file is damaged/);
    expect(onError.mock.calls[0]![0]).toMatchObject({ code: 'DATASET_MALFORMED' });
    expect(facesOf(0)).toHaveLength(2);
    await userEvent.upload(open, new File([whole], 'whole.zip'));
    await waitFor(() => expect(facesOf(1)).toHaveLength(4), patient);
    expect(facesOf(0).length).toBeGreaterThanOrEqual(4);
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

test('unmounting ends the training and the camera', async () => {
  const project = await makeProject({ labels: { grin: 'happy', gasp: 'surprise' }, count: 5 });
  const streams: MediaStream[] = [];
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const spy = vi.spyOn(mediaDevices, 'getUserMedia').mockImplementation(async (constraints) => {
    const stream = await ask(constraints);
    streams.push(stream);
    return stream;
  });
  const onEvent = vi.fn();
  const { unmount } = render(
    panel({ project, autoStart: true, options: { epochs: 5000, checkpoint: false }, onEvent }),
  );
  await waitFor(() => expect(facesOf(1)).toHaveLength(5), patient);
  await userEvent.click(await button('Start training'));
  await waitFor(() => expect(onEvent).toHaveBeenCalled(), patient);
  unmount();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const events = onEvent.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(onEvent.mock.calls.length).toBe(events);
  expect(streams.flatMap((stream) => stream.getTracks()).every(({ readyState }) => readyState === 'ended')).toBe(true);
  spy.mockRestore();
});

test('a keyboard alone walks through the steps, and the focus never falls to the page', async () => {
  const project = await makeProject({ labels: { grin: 'happy', gasp: 'surprise' }, count: 6 });
  render(panel({ project, options: { epochs: 3, seed: 1, checkpoint: false } }));
  await waitFor(() => expect(facesOf(1)).toHaveLength(6), patient);
  await button('Start training');
  await page.viewport(1280, 720);
  const walk: string[] = [];
  const seen = new Set<Element>([document.body]);
  for (let k = 0; k < 25; k++) {
    await browserEvent.tab();
    const { activeElement } = document;
    if (activeElement === null || seen.has(activeElement)) break;
    seen.add(activeElement);
    walk.push((activeElement.getAttribute('aria-label') ?? activeElement.textContent).trim() || activeElement.closest('label')!.textContent); // prettier-ignore
  }
  expect(walk.slice(0, 12)).toEqual([
    'Open',
    'Save all',
    'Start camera',
    'Name of label 1',
    'Remove label grin',
    'Hold to record grin',
    'Add files grin',
    'Remove picture 1 of grin',
    'Name of label 2',
    'Remove label gasp',
    'Hold to record gasp',
    'Add files gasp',
  ]);
  expect(walk.slice(12)).toEqual(['Remove picture 1 of gasp', 'Add label', 'Start training']);

  (await button('Add label')).focus();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Name of label 3' })).toHaveFocus());
  (await button('Remove label Label 3')).focus();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  (await button('Start training')).focus();
  await userEvent.keyboard('{Enter}');
  await screen.findByText(/held-out pictures right$/, { selector: 'strong' }, patient);
  expect(document.activeElement).toHaveTextContent('Train on');
});

test('at 360 pixels the steps are stacked, with a bar that leads to each', async () => {
  await page.viewport(360, 720);
  render(panel({ labels: ['grin', 'gasp'] }));
  await button('Start training');
  const bar = screen.getByRole('navigation', { name: 'Steps' });
  expect(within(bar).getByRole('button', { current: 'step' })).toHaveTextContent('1 Collect');
  await userEvent.click(within(bar).getByRole('button', { name: '3 Try' }));
  const trial = await step('3 Try');
  expect(trial).toHaveFocus();
  await waitFor(() => expect(trial.getBoundingClientRect().top).toBeLessThan(720));
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
  await page.viewport(1280, 720);
  await waitFor(() => expect(screen.queryByRole('navigation', { name: 'Steps' })).toBeNull());
});

test('pictures without a face and broken files are reported and left out, and the rest are added', async () => {
  render(panel({ labels: ['one', 'other'] }));
  const broken = new File(['no picture'], 'broken.png', { type: 'image/png' });
  const scan = new File([Uint8Array.of(0x42, 0x4d, 0, 0)], 'scan.bmp', { type: 'image/bmp' });
  const files = [await toFile(scenes.nobody()), broken, scan, await toFile(scenes.pair()), await toFile(scenes.one())];
  await userEvent.upload(await screen.findByLabelText('Add files one', {}, patient), files, { applyAccept: false });
  await waitFor(() => expect(facesOf(0)).toHaveLength(2), patient);
  const notes = [...document.querySelectorAll('.ferkit-notes .ferkit-label-note')].map(
    ({ textContent }) => textContent,
  );
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
  await screen.findByLabelText('Add files one', {}, patient);
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
