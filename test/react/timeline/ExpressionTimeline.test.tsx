import { fireEvent, render, type RenderResult, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { Timeline, type TimelineColumns } from '@ferkit/core/metrics';
import { ExpressionTimeline } from '@ferkit/react';
import { expressions, manyFaces, scriptTimeline, tenHours, twoFaces } from '../../../stories/fixtures/timelines';

const tip = (): string | undefined => document.querySelector('.ferkit-tip')?.textContent;

/** Renders a timeline with the controls, which load after its lanes. */
async function renderWhole(view: ReactElement): Promise<RenderResult> {
  const result = render(view);
  await screen.findByText('Show as table');
  return result;
}

/** One face that is happy for two seconds, away for two, then sad for one: a frame each half second. */
function happyThenSad(): TimelineColumns {
  const timeline = new Timeline(['happy', 'sad']);
  for (let time = 0; time < 5; time += 0.5) {
    const score = time < 2 ? 0.9 : 0.2;
    const face = {
      track: 1,
      box: { x: 0, y: 0, width: 10, height: 10 },
      label: time < 2 ? 'happy' : 'sad',
      scores: [
        { label: 'happy', score },
        { label: 'sad', score: 1 - score },
      ],
    };
    timeline.append({ time, faces: time < 2 || time >= 4 ? [face] : [] });
  }
  return timeline.columns;
}

it('says how many faces there are, how long, and what each shows', () => {
  render(<ExpressionTimeline data={happyThenSad()} />);
  expect(screen.getByRole('figure', { name: 'Expressions over time' })).toHaveAccessibleDescription(
    'Faces: 1. Length: 0:05.',
  );
  expect(screen.getByRole('group', { name: 'Face 1: happy 67% and sad 33%' })).toBeVisible();
});

it('draws the scores of each label as a line that ends where the face is away', () => {
  const { container } = render(<ExpressionTimeline data={happyThenSad()} />);
  const [happy, sad] = container.querySelectorAll('.ferkit-line');
  expect(happy).toHaveAttribute('d', 'M0 10L10 10L20 10L30 10M80 80L90 80');
  expect(sad).toHaveAttribute('d', 'M0 90L10 90L20 90L30 90M80 20L90 20');
});

it('stacks the scores as areas that fill the lane', () => {
  const { container } = render(<ExpressionTimeline data={happyThenSad()} display="areas" />);
  const [happy, sad] = container.querySelectorAll('.ferkit-area');
  expect(happy).toHaveAttribute(
    'd',
    expect.stringMatching(/^M0 10L10 10L20 10L30 10L30 100L20 100L10 100L0 100ZM80 80/),
  );
  expect(sad).toHaveAttribute('d', expect.stringMatching(/^M0 0L10 0L20 0L30 0L30 10L20 10L10 10L0 10ZM80 0/));
});

it('hides the scores of a label by a button of the legend', async () => {
  const user = userEvent.setup();
  const { container } = await renderWhole(<ExpressionTimeline data={happyThenSad()} />);
  await user.click(screen.getByRole('button', { name: 'sad', pressed: true }));
  expect(container.querySelectorAll('.ferkit-line')).toHaveLength(1);
  await user.hover(screen.getByRole('img', { name: /^Face 1: happy/ }));
  expect(tip()).toMatch(/happy 90%$/);
});

it('has the spans of the labels as a table', async () => {
  const user = userEvent.setup();
  await renderWhole(<ExpressionTimeline data={happyThenSad()} />);
  await user.click(screen.getByText('Show as table'));
  const rows = within(screen.getByRole('table')).getAllByRole('row');
  expect(rows.map((row) => [...row.children].map((cell) => cell.textContent).join(' | '))).toEqual([
    'From | To | Face | Label | Score',
    '0:00.0 | 0:02.0 | Face 1 | happy | 90%',
    '0:04.0 | 0:05.0 | Face 1 | sad | 80%',
  ]);
});

describe('by keyboard', () => {
  it('one walks the labels, reads their scores, and closes the tip by Escape', async () => {
    const user = userEvent.setup();
    await renderWhole(<ExpressionTimeline data={happyThenSad()} />);
    await user.tab();
    await user.tab();
    await user.tab();
    expect(document.activeElement).toHaveAccessibleName('Face 1: happy 90%, 0:00.0 to 0:02.0');
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement).toHaveAccessibleName('Face 1: sad 80%, 0:04.0 to 0:05.0');
    expect(tip()).toBe('0:04.0Face 1: sad 80%, 0:04.0 to 0:05.0sad 80%happy 20%');
    await user.keyboard('{Escape}');
    expect(tip()).toBeUndefined();
  });

  it('one comes to the label at the same time of the face below', async () => {
    const user = userEvent.setup();
    await renderWhole(<ExpressionTimeline data={twoFaces()} />);
    await user.click(screen.getByRole('img', { name: /^Face 1: surprise/ }));
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toHaveAccessibleName(/^Face 2: neutral \d+%, 0:09/);
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement).toHaveAccessibleName(/^Face 1: happy/);
  });

  it('one zooms around a label, which keeps the focus, moves the view with the arrows, and sees all again', async () => {
    const user = userEvent.setup();
    await renderWhole(<ExpressionTimeline data={twoFaces()} />);
    const status = screen.getByRole('status');
    expect(status).toHaveTextContent('Drag across a lane to zoom in, or press + and −.');
    const surprise = screen.getByRole('img', { name: /^Face 1: surprise/ });
    await user.click(surprise);
    await user.keyboard('++');
    expect(status.textContent).toMatch(/^0:\d\d\.\d to 0:\d\d\.\d$/);
    expect(document.activeElement).toBe(surprise);
    const before = status.textContent;
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(status.textContent).not.toBe(before);
    expect(document.activeElement).toHaveAccessibleName(/^Face 1/);
    await user.keyboard('{PageUp}');
    expect(document.activeElement).toHaveAccessibleName(/^Face \d/);
    await user.keyboard('{Home}');
    expect(status).toHaveTextContent(/^0:00\.0 to/);
    expect(document.activeElement).toHaveAccessibleName(/^Face 1: .*, 0:00\.0 to/);
    const first = status.textContent;
    await user.keyboard('{End}');
    expect(status.textContent).not.toBe(first);
    expect(screen.getByRole('group', { name: /^Face 1/ })).toHaveAccessibleDescription(
      `${status.textContent} The arrow keys, Home and End move the view; 0 shows all.`,
    );
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(status).toHaveTextContent(/^Drag/);
    expect(document.activeElement).toHaveAccessibleName(/^Face \d/);
    await user.keyboard('+0');
    expect(status).toHaveTextContent(/^Drag/);
  });

  it('Enter moves the film to a label', async () => {
    const user = userEvent.setup();
    const onSeek = vi.fn();
    const video = document.createElement('video');
    await renderWhole(<ExpressionTimeline data={happyThenSad()} video={video} onSeek={onSeek} />);
    screen.getByRole('img', { name: /^Face 1: sad/ }).focus();
    await user.keyboard('{Enter}');
    expect(video.currentTime).toBe(4);
    expect(onSeek).toHaveBeenCalledExactlyOnceWith(4);
  });
});

it('shows the time of the film it is linked to', async () => {
  const video = document.createElement('video');
  const { container, rerender } = render(<ExpressionTimeline data={happyThenSad()} video={video} />);
  video.currentTime = 2.5;
  fireEvent(video, new Event('seeked'));
  const line = (): Element | null => container.querySelector('.ferkit-playhead i');
  await waitFor(() => expect(line()).toHaveStyle({ left: '50%' }));
  rerender(<ExpressionTimeline data={happyThenSad()} time={1} />);
  expect(line()).toHaveStyle({ left: '20%' });
});

it('tells nothing but that it is empty', async () => {
  await renderWhole(<ExpressionTimeline data={new Timeline(['happy', 'sad']).columns} />);
  expect(screen.getByRole('figure')).toHaveAccessibleDescription('Nothing recorded yet.');
  expect(screen.queryByRole('status')).toBeNull();
  expect(screen.queryByRole('group', { name: /^Face/ })).toBeNull();
});

it('shows the faces first that are seen longest, and the others on demand', async () => {
  const user = userEvent.setup();
  await renderWhole(<ExpressionTimeline data={manyFaces()} />);
  expect(screen.getAllByRole('group', { name: /^Face \d/ })).toHaveLength(8);
  await user.click(screen.getByRole('button', { name: 'Show 4 more' }));
  expect(screen.getAllByRole('group', { name: /^Face \d/ })).toHaveLength(12);
});

describe('ten hours at ten frames a second', () => {
  it('take no more elements and no longer paths than ten minutes', async () => {
    const measure = async (data: TimelineColumns): Promise<{ readonly elements: number; readonly points: number }> => {
      const { container, unmount } = await renderWhole(<ExpressionTimeline data={data} />);
      const paths = [...container.querySelectorAll('.ferkit-line')].map((path) => path.getAttribute('d')!);
      const points = Math.max(...paths.map((path) => path.match(/[MLV]/g)!.length));
      const elements = container.querySelectorAll('*').length;
      unmount();
      return { elements, points };
    };
    const hours = await measure(tenHours());
    expect(tenHours().frame).toHaveLength(360_000);
    // The lowest and the highest score in each of 800 columns.
    expect(hours.points).toBeLessThanOrEqual(1600);
    // 100 spans in the lane and as many rows of the table, of six elements each.
    expect(hours.elements).toBeLessThan(1200);
  });

  it('keep the extremes of a score that lasts a single frame', () => {
    const data = scriptTimeline([[[1, 'neutral']]], 36_000, 10);
    data.scores[expressions.length * 200_000 + 3] = 1;
    const { container } = render(<ExpressionTimeline data={data} />);
    expect(container.querySelector("[data-series='3'] .ferkit-line")!.getAttribute('d')).toMatch(/V0(?=L)/);
  });

  it('say "mostly" where short spans are drawn as one', () => {
    const data = scriptTimeline(
      [
        [
          [7, 'happy'],
          [10, 'sad'],
        ],
      ],
      36_000,
      1,
    );
    render(<ExpressionTimeline data={data} />);
    expect(screen.getByRole('img', { name: /^Face 1: mostly happy \d+%, 0:00 to 10:00:00$/ })).toBeVisible();
  });
});
