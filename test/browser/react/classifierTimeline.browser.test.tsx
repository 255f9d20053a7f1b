import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Classifier, createClassifier, createSyntheticFilm, type VideoFrameResult } from '@ferkit/core';
import { EmotionClassifier, type ResultContext } from '@ferkit/react';
import '#react/styles.css';
import { withCamera } from '../../../stories/fixtures/cameras';
import { fakeClassifier, makeFace } from '../../../stories/fixtures/fakeClassifier';
import { scenes, toFile } from '../../../stories/fixtures/scenes';
import { encodeFilm } from '../support/encodeFilm';

const FPS = 5;
let film: File;
beforeAll(async () => {
  const drawn = createSyntheticFilm({
    width: 320,
    height: 320,
    fps: FPS,
    seconds: 4,
    actors: [
      {
        seed: 2,
        moods: [
          { time: -1, expression: 'happy' },
          { time: 2, expression: 'surprise' },
        ],
        places: [{ time: 0, x: 160, y: 160, size: 180 }],
      },
    ],
  });
  film = await encodeFilm(drawn, { fps: FPS });
});

let restore = (): void => undefined;
afterEach(async () => {
  cleanup();
  restore();
  restore = () => undefined;
  await page.viewport(1280, 720);
});

const button = (name: string): Promise<HTMLElement> => screen.findByRole('button', { name });
const timeline = (): HTMLElement | null => document.querySelector('.ferkit-timeline');

/** A classifier whose film goes on by one frame with each call of `next`. */
function stepwise(frames: number): Classifier & { readonly next: () => void; readonly asked: () => AbortSignal } {
  const waiting: (() => void)[] = [];
  let asked: AbortSignal | undefined;
  return {
    ...fakeClassifier(() => [makeFace('happy', 0.87)]),
    next: () => waiting.shift()!(),
    asked: () => asked!,
    async *classifyVideo(_, { signal, onProgress } = {}): AsyncGenerator<VideoFrameResult, void, undefined> {
      asked = signal;
      for (let frame = 0; frame < frames; frame++) {
        await new Promise<void>((resolve) => waiting.push(resolve));
        signal?.throwIfAborted();
        const share = (frame + 1) / frames;
        await onProgress?.({ frames: frame + 1, time: frame, end: frames, share, decoder: 'element' });
        yield { time: frame, faces: [{ ...makeFace('happy', 0.87), label: 'happy', track: 1 }] };
      }
    },
  };
}

describe('a film', () => {
  let classifier: Classifier;
  beforeAll(async () => {
    classifier = await createClassifier({ backend: 'wasm' });
  });
  afterAll(() => classifier.dispose());

  test('that is dropped becomes a timeline, which is linked with its player', async () => {
    const onError = vi.fn<(error: Error) => void>();
    render(
      <EmotionClassifier
        timeline
        classifier={classifier}
        film={{ fps: FPS, decoder: () => import('mediabunny') }}
        onError={onError}
      />,
    );
    const data = new DataTransfer();
    data.items.add(film);
    fireEvent(
      document.querySelector('.ferkit-look')!,
      new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
    );
    const status = await screen.findByText(
      'The film is analysed: 0:04',
      { selector: 'p:not([role])' },
      { timeout: 60_000 },
    );
    expect(status).toBeVisible();
    const lane = await screen.findByRole('group', { name: 'Face 1: happy 50% and surprise 50%' });
    expect(onError).not.toHaveBeenCalled();
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();

    const player = screen.getByLabelText<HTMLVideoElement>('Film');
    await waitFor(() => expect(player.duration).toBeCloseTo(4, 1));
    const { left, top, width } = lane.getBoundingClientRect();
    fireEvent.pointerDown(lane, { clientX: left + width / 2, clientY: top + 20 });
    fireEvent.click(lane, { clientX: left + width / 2, clientY: top + 20 });
    await waitFor(() => expect(player.currentTime).toBeCloseTo(2, 0));
    await waitFor(() => expect(timeline()!.querySelector('.ferkit-playhead i')).not.toBeNull());

    await userEvent.upload(screen.getByLabelText('Another file'), await toFile(scenes.one()));
    await screen.findByRole('img', { name: 'Picture' });
    expect(timeline()).toBeNull();
  });

  test('that is none is told, and another file can be chosen', async () => {
    const onError = vi.fn<(error: Error) => void>();
    render(<EmotionClassifier timeline classifier={classifier} onError={onError} />);
    const broken = new File(['no film'], 'film.mp4', { type: 'video/mp4' });
    await userEvent.upload(screen.getByLabelText('Choose a picture or film'), broken);
    const alert = await screen.findByRole('alert', {}, { timeout: 30_000 });
    expect(alert).toHaveTextContent(/^This (file cannot be read as a film|browser cannot decode the film)/);
    expect(onError.mock.lastCall![0]).toMatchObject({ code: 'VIDEO_UNREADABLE' });
    expect(screen.getByLabelText('Another file')).toBeInTheDocument();
  });
});

describe('the analysis of a film', () => {
  test('tells its progress, and that a player is seeked, and is cancelled', async () => {
    const classifier = stepwise(4);
    render(<EmotionClassifier timeline classifier={classifier} />);
    await userEvent.upload(screen.getByLabelText('Choose a picture or film'), film);
    const progress = await screen.findByRole<HTMLProgressElement>('progressbar');
    expect(progress).not.toHaveAttribute('value');
    classifier.next();
    await waitFor(() => expect(progress.value).toBe(0.25));
    expect(await screen.findByText('This browser seeks through the film, which takes longer.')).toBeVisible();
    await waitFor(() => expect(timeline()).not.toBeNull());

    await userEvent.click(await button('Cancel'));
    expect(classifier.asked().aborted).toBe(true);
    expect(timeline()).toBeNull();
    expect(await screen.findByLabelText('Choose a picture or film')).toBeInTheDocument();
  });

  test('waits while it is paused', async () => {
    const classifier = stepwise(3);
    render(<EmotionClassifier timeline classifier={classifier} />);
    await userEvent.upload(screen.getByLabelText('Choose a picture or film'), film);
    await userEvent.click(await button('Pause'));
    classifier.next();
    const progress = screen.getByRole<HTMLProgressElement>('progressbar');
    await userEvent.click(await button('Continue'));
    await waitFor(() => expect(progress.value).toBeCloseTo(1 / 3));
    classifier.next();
    await waitFor(() => expect(progress.value).toBeCloseTo(2 / 3));
  });
});

test('a film is refused as a picture where no timeline is asked for', async () => {
  render(<EmotionClassifier classifier={stepwise(1)} />);
  await userEvent.upload(screen.getByLabelText('Choose a picture'), film);
  expect(await screen.findByRole('alert')).toHaveTextContent('This file cannot be read as a picture');
});

describe.each([360, 1280])('a live session at %d pixels', (width) => {
  test('is recorded, paused, continued and cleared', async () => {
    await page.viewport(width, 900);
    restore = withCamera(scenes.one());
    const times: (number | null)[] = [];
    const onResult = (_: unknown, { time }: ResultContext): void => {
      times.push(time);
    };
    const classifier = fakeClassifier(() => [makeFace('happy', 0.87, { track: 1 })]);
    render(<EmotionClassifier timeline classifier={classifier} source="webcam" onResult={onResult} />);
    await userEvent.click(await button('Start camera'));
    await screen.findByText('happy', { selector: 'strong' });
    expect(timeline()).toBeNull();
    await userEvent.click(await button('Record over time'));
    await screen.findByRole('group', { name: 'Face 1: happy 100%' }, { timeout: 10_000 });
    expect(times.every((time, index) => index === 0 || time! > times[index - 1]!)).toBe(true);

    await userEvent.click(await button('Pause'));
    const told = (): string => screen.getByText(/^Recorded: \d:\d\d/).textContent;
    const paused = told();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(told()).toBe(paused);
    await userEvent.click(await button('Continue'));
    await waitFor(() => expect(told()).not.toBe(paused), { timeout: 10_000 });

    // Stays when the camera stops.
    await userEvent.click(await button('Stop camera'));
    expect(within(timeline()!).getByRole('button', { name: 'Save as CSV' })).toBeVisible();
    const figure = document.querySelector('figure')!;
    expect(figure.scrollWidth).toBeLessThanOrEqual(figure.clientWidth + 1);
    await userEvent.click(await button('Clear'));
    expect(timeline()).toBeNull();
  });
});
