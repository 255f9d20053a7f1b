import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StrictMode, type ReactElement } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Classification } from '@ferkit/core';
import { EmotionClassifier, type EmotionClassifierProps } from '@ferkit/react';
import '#react/styles.css';
import { scenes, toFile } from '../../../stories/fixtures/scenes';
import { expectNothingLeft } from '../support/expectNothingLeft';

const found = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.ferkit-found > li')];
const patient = { timeout: 60_000 };

const onError = vi.fn();
const page = (props: EmotionClassifierProps): ReactElement => (
  <StrictMode>
    {/* On the page, whose tensors are counted. */}
    <EmotionClassifier worker={false} backend="wasm" onError={onError} {...props} />
  </StrictMode>
);

// Set up first, so that it looks last, after all was taken away.
afterEach(() => {
  expect(onError).not.toHaveBeenCalled();
});
const opened = expectNothingLeft();

describe('a picture', () => {
  test('that is chosen has its faces found, boxed, cut out and listed', async () => {
    const onResult = vi.fn<(faces: readonly Classification[]) => void>();
    render(page({ onResult }));
    await userEvent.upload(screen.getByLabelText('Choose a picture'), await toFile(scenes.pair()));
    await waitFor(() => expect(found()).toHaveLength(2), patient);
    expect(document.querySelectorAll('.ferkit-boxes > div')).toHaveLength(2);
    const faces = onResult.mock.lastCall![0];
    const picture = screen.getByRole('img', { name: 'Picture' }).getBoundingClientRect();
    const box = document.querySelector('.ferkit-boxes > div')!.getBoundingClientRect();
    expect((box.x - picture.x) / picture.width).toBeCloseTo(faces[0]!.box.x / 640, 2);
    expect(box.width / picture.width).toBeCloseTo(faces[0]!.box.width / 640, 2);
    // The preview shows something of the picture, and not one grey.
    const crop = document.querySelector<HTMLCanvasElement>('.ferkit-crop')!;
    await waitFor(() => {
      const { data } = crop.getContext('2d')!.getImageData(0, 0, 96, 96);
      expect(new Set(data.filter((_, at) => at % 4 === 0)).size).toBeGreaterThan(20);
    });
    await waitFor(() => expect(screen.getByText(/^2 faces: \w+, /)).toHaveAttribute('role', 'status'));
  });

  test('that is dropped is taken, and so is the next', async () => {
    render(page({}));
    const stage = document.querySelector('.ferkit-stage')!;
    const drop = (file: File): void => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(file);
      const happen = (type: string): DragEvent => {
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
        fireEvent(stage, event);
        return event;
      };
      // The browser would open the file instead of the page where nobody says that it is taken.
      expect(happen('dragover').defaultPrevented).toBe(true);
      expect(document.querySelector('[data-dropping]')).not.toBeNull();
      expect(happen('drop').defaultPrevented).toBe(true);
      expect(document.querySelector('[data-dropping]')).toBeNull();
    };
    drop(await toFile(scenes.one()));
    await waitFor(() => expect(found()).toHaveLength(1), patient);
    drop(await toFile(scenes.nobody()));
    await waitFor(() => expect(screen.getByText('No face found', { selector: 'strong' })).toBeVisible(), patient);
  });

  test('that is pasted is taken', async () => {
    render(page({}));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(await toFile(scenes.one()));
    act(
      () =>
        void document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })),
    );
    await waitFor(() => expect(found()).toHaveLength(1), patient);
  });

  test('of the page, a canvas, is followed as it changes', async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 480;
    canvas.height = 360;
    const draw = ({ pixels, width, height }: ReturnType<typeof scenes.one>): void =>
      canvas.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    draw(scenes.one());
    render(page({ input: canvas }));
    await waitFor(() => expect(found()).toHaveLength(1), patient);
    draw(scenes.nobody());
    await waitFor(() => expect(found()).toHaveLength(0), patient);
  });
});

describe('the camera', () => {
  test('shows a face frame after frame, and goes out when it is stopped', async () => {
    const onResult = vi.fn();
    render(page({ source: 'webcam', onResult }));
    await userEvent.click(await screen.findByRole('button', { name: 'Start camera' }));
    await waitFor(() => expect(found()).toHaveLength(1), patient);
    await waitFor(() => expect(onResult.mock.calls.length).toBeGreaterThan(3), patient);
    const video = screen.getByLabelText<HTMLVideoElement>('Camera picture');
    expect([video.videoWidth, video.videoHeight]).toEqual([320, 240]);
    await userEvent.click(screen.getByRole('button', { name: 'Stop camera' }));
    expect(screen.getByRole('button', { name: 'Start camera' })).toBeVisible();
    expect(found()).toHaveLength(0);
  });

  test('is left on by nothing: not by another source, not by leaving while it starts', async () => {
    const { unmount } = render(page({ source: 'webcam' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Start camera' }));
    await screen.findByLabelText('Camera picture', undefined, patient);
    await userEvent.click(screen.getByRole('button', { name: 'Picture' }));
    await waitFor(() => expect(opened[0]!.getTracks()[0]!.readyState).toBe('ended'));
    await userEvent.click(screen.getByRole('button', { name: 'Camera' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Start camera' }));
    unmount();
    await waitFor(() => expect(opened.at(-1)!.getTracks()[0]!.readyState).toBe('ended'));
  });
});

test('a page that is left while the model loads keeps nothing', async () => {
  const { unmount } = render(page({}));
  expect(screen.getByRole('progressbar')).toBeVisible();
  await Promise.resolve();
  unmount();
});

test('it can be used from the keyboard alone', async () => {
  render(page({ sources: ['url', 'webcam'], consent: 'The picture is looked at.' }));
  await userEvent.tab();
  expect(screen.getByRole('button', { name: 'Continue' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  const address = URL.createObjectURL(await toFile(scenes.one()));
  expect(await screen.findByRole('button', { name: 'Address' })).toHaveFocus();
  await screen.findByLabelText('Address of a picture');
  await userEvent.tab();
  await userEvent.tab();
  expect(screen.getByLabelText('Address of a picture')).toHaveFocus();
  await userEvent.keyboard(`${address}{Enter}`);
  await waitFor(() => expect(found()).toHaveLength(1), patient);
});
