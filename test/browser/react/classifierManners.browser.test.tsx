import { render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Classification } from '@ferkit/core';
import { CameraView, EmotionClassifier } from '@ferkit/react';
import '#react/styles.css';
import { withCamera, withoutCamera } from '../../../stories/fixtures/cameras';
import { fakeClassifier, makeFace } from '../../../stories/fixtures/fakeClassifier';
import { scenes, toFile } from '../../../stories/fixtures/scenes';

const happy = fakeClassifier(() => [makeFace('happy', 0.87)]);
const button = (name: string): Promise<HTMLElement> => screen.findByRole('button', { name });
const figureHeight = (): number => document.querySelector('figure')!.getBoundingClientRect().height;
const press = async (name: string): Promise<void> => {
  (await button(name)).focus();
  await userEvent.keyboard('{Enter}');
};

let restore = (): void => undefined;
afterEach(async () => {
  restore();
  await page.viewport(1280, 720);
});

describe('the focus goes to the control that comes next', () => {
  test('from the start of the camera to its stop, and back', async () => {
    restore = withCamera(scenes.one());
    render(<EmotionClassifier classifier={happy} source="webcam" />);
    await press('Start camera');
    await waitFor(async () => expect(await button('Stop camera')).toHaveFocus());
    await screen.findByText('happy', { selector: 'strong' });
    expect(await button('Stop camera')).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await waitFor(async () => expect(await button('Start camera')).toHaveFocus());
  });

  test('to the retry of a camera that fails', async () => {
    restore = withoutCamera('NotAllowedError');
    render(<CameraView />);
    await press('Start camera');
    await waitFor(async () => expect(await button('Try again')).toHaveFocus());
  });

  test('from the choice of a picture to the choice of another', async () => {
    render(<EmotionClassifier classifier={happy} />);
    const choose = screen.getByLabelText<HTMLInputElement>('Choose a picture');
    choose.focus();
    await userEvent.upload(choose, await toFile(scenes.one()));
    await waitFor(() => expect(screen.getByLabelText('Another picture')).toHaveFocus());
    await screen.findByText('happy', { selector: 'strong' });
    expect(screen.getByLabelText('Another picture')).toHaveFocus();
  });

  test('from the retry of a classifier into the component', async () => {
    let attempts = 0;
    const classifier = fakeClassifier(() => {
      if (++attempts === 1) throw new Error('the device was lost');
      return [makeFace('happy', 0.87)];
    });
    render(<EmotionClassifier classifier={classifier} />);
    await userEvent.upload(screen.getByLabelText('Choose a picture'), await toFile(scenes.one()));
    await press('Try again');
    await screen.findByText('happy', { selector: 'strong' });
    expect(document.querySelector('figure')).toContainElement(document.activeElement as HTMLElement);
  });

  test('but is not taken from another place of the page', async () => {
    restore = withCamera(scenes.one());
    render(
      <>
        <button type="button">Elsewhere</button>
        <CameraView autoStart />
      </>,
    );
    (await button('Elsewhere')).focus();
    await button('Stop camera');
    expect(await button('Elsewhere')).toHaveFocus();
  });
});

describe('the address of a picture', () => {
  test('is asked for while a picture is shown', async () => {
    render(<EmotionClassifier classifier={happy} sources={['file', 'url']} />);
    await userEvent.upload(screen.getByLabelText('Choose a picture'), await toFile(scenes.one()));
    await screen.findByText('happy', { selector: 'strong' });
    await userEvent.click(await button('Address'));
    expect(await screen.findByLabelText('Address of a picture')).toBeVisible();
    expect(screen.getByRole('img', { name: 'Picture' })).toBeVisible();
  });

  test('needs no scheme: https is meant', async () => {
    const onError = vi.fn<(error: Error) => void>();
    render(<EmotionClassifier classifier={happy} sources={['url']} onError={onError} />);
    await userEvent.type(await screen.findByLabelText('Address of a picture'), 'pictures.invalid/face.png{Enter}');
    await waitFor(() => expect(onError).toHaveBeenCalled(), { timeout: 30_000 });
    expect(onError.mock.lastCall![0].message).toContain('https://pictures.invalid/face.png');
  });
});

describe.each([360, 1280])('at %d pixels', (width) => {
  test('nothing moves when the camera starts or stops, and faces come and go', async () => {
    await page.viewport(width, 900);
    restore = withCamera(scenes.one());
    let faces: readonly Classification[] = [makeFace('happy', 0.87, { track: 1 })];
    render(<EmotionClassifier classifier={fakeClassifier(() => faces)} source="webcam" />);
    await button('Start camera');
    await document.fonts.ready;
    const off = figureHeight();
    await press('Start camera');
    await screen.findByText('happy', { selector: 'strong' });
    expect(figureHeight()).toBeCloseTo(off, 0);
    faces = [];
    await screen.findByText('No face found', { selector: 'strong' });
    expect(figureHeight()).toBeCloseTo(off, 0);
    faces = [1, 2].map((track) =>
      makeFace('sad', 0.6, { track, box: { x: 100 * track, y: 100, width: 90, height: 90 } }),
    );
    await screen.findByText('Face 2');
    expect(figureHeight()).toBeCloseTo(off, 0);
    await press('Stop camera');
    await button('Start camera');
    await waitFor(() => expect(figureHeight()).toBeCloseTo(off, 0));
  });
});

test('the numbers of a video are whole percents, which change only by a point', async () => {
  restore = withCamera(scenes.one());
  let frame = 0;
  const classifier = fakeClassifier(() => [makeFace('happy', 0.87 + 0.004 * Math.sin(frame++), { track: 1 })]);
  render(<EmotionClassifier classifier={classifier} source="webcam" />);
  await press('Start camera');
  const name = await screen.findByText('happy', { selector: 'strong' });
  const seen = new Set<string>();
  const from = frame;
  while (frame < from + 10) {
    seen.add(name.parentElement!.textContent);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  expect([...seen]).toEqual(['happy 87%']);
});

test('the time per face is for developers, under details', async () => {
  render(<EmotionClassifier classifier={happy} input={scenes.one()} />);
  const time = await screen.findByText('cpu, 4 ms per face');
  expect(time).not.toBeVisible();
  await userEvent.click(screen.getByText('Details'));
  expect(time).toBeVisible();
});

test('styles of a page win over those of the component', () => {
  const sheet = document.createElement('style');
  sheet.textContent = 'figure { border-top-width: 7px }';
  document.head.prepend(sheet);
  render(<EmotionClassifier classifier={happy} />);
  expect(getComputedStyle(document.querySelector('figure')!).borderTopWidth).toBe('7px');
  sheet.remove();
});
