import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ExplanationMap } from '@ferkit/react';

/** A face of 6 x 6 pixels of which one region counts, and another speaks against the label. */
const influence = Array.from({ length: 36 }, (_, place) => {
  const [x, y] = [place % 6, Math.floor(place / 6)];
  if (x >= 2 && x < 4 && y >= 4) return 0.25;
  return x < 2 && y < 2 ? -0.125 : 0;
});
const data = { label: 'happy', score: 0.75, width: 6, height: 6, influence };

it('says which region counts most', () => {
  render(<ExplanationMap data={data} />);
  expect(screen.getByRole('figure', { name: 'What decided' })).toHaveAccessibleDescription(
    'happy, 75.0%: most of it hangs on the bottom of the face, 25.0% where that is covered.',
  );
});

it('has a row for each of nine regions', async () => {
  const user = userEvent.setup();
  render(<ExplanationMap data={data} />);
  await user.click(screen.getByText('Show as table'));
  const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1);
  expect(rows.map(({ textContent }) => textContent)).toEqual([
    'top left+12.5%',
    'top0%',
    'top right0%',
    'left0%',
    'middle0%',
    'right0%',
    'bottom left0%',
    'bottom-25%',
    'bottom right0%',
  ]);
});

it('says so where nothing speaks for the label', () => {
  render(<ExplanationMap data={{ ...data, influence: influence.map((value) => -value / 2 - 0.1) }} />);
  expect(screen.getByRole('figure')).toHaveAccessibleDescription('happy, 75.0%: no part of the face speaks for it.');
});

it('names the face where it is given, and what the colours mean', () => {
  render(<ExplanationMap data={data} image={{ pixels: influence.map(() => 100), width: 6, height: 6 }} />);
  expect(screen.getByRole('img', { name: 'The face as the network is given it' })).toBeInTheDocument();
  expect(screen.getByText('Speaks for happy')).toBeVisible();
  expect(screen.getByText('Speaks against happy')).toBeVisible();
});
