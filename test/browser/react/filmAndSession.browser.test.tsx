import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createSyntheticFilm } from '@ferkit/core';
import FilmPage from '../../../examples/film-and-session/src/FilmPage';
import SessionPage from '../../../examples/film-and-session/src/SessionPage';
import { withCamera } from '../../../stories/fixtures/cameras';
import { scenes } from '../../../stories/fixtures/scenes';
import { encodeFilm } from '../support/encodeFilm';

let restore = (): void => undefined;
afterEach(() => {
  cleanup();
  restore();
  restore = () => undefined;
});

const timeline = (): HTMLElement | null => document.querySelector('.ferkit-timeline');

test('the example of a film shows the timeline of a film that is dropped', async () => {
  const moods = [{ time: -1, expression: 'happy' }] as const;
  const places = [{ time: 0, x: 160, y: 160, size: 180 }];
  const drawn = createSyntheticFilm({
    width: 320,
    height: 320,
    fps: 5,
    seconds: 2,
    actors: [{ seed: 2, moods, places }],
  });
  render(<FilmPage />);
  const data = new DataTransfer();
  data.items.add(await encodeFilm(drawn, { fps: 5 }));
  fireEvent(
    document.querySelector('.ferkit-look')!,
    new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }),
  );
  await screen.findByText('The film is analysed: 0:02', { selector: 'p:not([role])' }, { timeout: 120_000 });
  expect(await screen.findByRole('group', { name: 'Face 1: happy 100%' })).toBeVisible();
});

test('the example of a session records after consent, shows it, and deletes the recording when it is withdrawn', async () => {
  restore = withCamera(scenes.one());
  render(<SessionPage />);
  expect(screen.queryByRole('button', { name: 'Start camera' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'I agree' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Start camera' }));
  const record = await screen.findByRole('button', { name: 'Record over time' }, { timeout: 120_000 });
  expect(screen.getByText(/^You agreed at .* that your expressions are recorded/)).toBeVisible();
  await userEvent.click(record);
  await screen.findByRole('group', { name: /^Face 1: / }, { timeout: 120_000 });
  await userEvent.click(screen.getByRole('button', { name: 'Withdraw, and delete the recording' }));
  await waitFor(() => expect(timeline()).toBeNull());
  expect(screen.queryByRole('button', { name: 'Start camera' })).toBeNull();
  expect(await screen.findByRole('button', { name: 'I agree' })).toBeVisible();
});
