import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ExplanationMap } from '@ferkit/react';

/** Influence on 6 x 6 pixels: one region supports the label, one opposes it. */
const influence = Array.from({ length: 36 }, (_, place) => {
  const [x, y] = [place % 6, Math.floor(place / 6)];
  if (x >= 2 && x < 4 && y >= 4) return 0.25;
  return x < 2 && y < 2 ? -0.125 : 0;
});
const data = { label: 'happy', score: 0.75, width: 6, height: 6, influence };

it('names the region with the most influence', () => {
  render(<ExplanationMap data={data} />);
  expect(screen.getByRole('figure', { name: 'Explanation' })).toHaveAccessibleDescription(
    'happy, 75.0%: the bottom of the face has the most influence; covering it costs 25.0%.',
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

it('says that no part supports the label if all influence is negative', () => {
  render(<ExplanationMap data={{ ...data, influence: influence.map((value) => -value / 2 - 0.1) }} />);
  expect(screen.getByRole('figure')).toHaveAccessibleDescription('happy, 75.0%: no part of the face supports it.');
});

it('names the face and the meaning of the colours', () => {
  render(<ExplanationMap data={data} image={{ pixels: influence.map(() => 100), width: 6, height: 6 }} />);
  expect(screen.getByRole('img', { name: 'The face as the network sees it' })).toBeInTheDocument();
  expect(screen.getByText('Evidence for happy')).toBeVisible();
  expect(screen.getByText('Evidence against happy')).toBeVisible();
});

it('tells the influence of a region that is reached with the arrow keys', async () => {
  const user = userEvent.setup();
  render(<ExplanationMap data={data} />);
  await user.tab();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}');
  expect(screen.getByRole('img', { name: 'bottom: Change of score -25%' })).toHaveFocus();
  expect(document.querySelector('.ferkit-tip')).toHaveTextContent('bottom: Change of score -25%');
});
