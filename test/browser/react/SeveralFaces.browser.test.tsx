import { render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { EmotionClassifier } from '@ferkit/react';
import '#react/styles.css';
import { drawCrowd } from '../../../stories/fixtures/drawCrowd';
import { fakeClassifier, makeFace } from '../../../stories/fixtures/fakeClassifier';

const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)];
const boxes = (): HTMLElement[] => all('.ferkit-boxes > div');
const cards = (): HTMLElement[] => all('.ferkit-face');

/** Shows a drawn group with made up results. */
async function show(count: number, threshold = 0): Promise<void> {
  const { picture, faces } = drawCrowd(count);
  render(<EmotionClassifier input={picture} classifier={fakeClassifier(() => faces)} threshold={threshold} />);
  await waitFor(() => expect(cards()).toHaveLength(count));
  await waitFor(() => expect(boxes()).toHaveLength(count));
  await document.fonts.ready;
}

const overlaps = (one: DOMRect, other: DOMRect): boolean =>
  one.left < other.right - 0.5 &&
  other.left < one.right - 0.5 &&
  one.top < other.bottom - 0.5 &&
  other.top < one.bottom - 0.5;

beforeEach(() => page.viewport(1280, 720));

describe.each([360, 1280])('at %d pixels', (width) => {
  test.each([2, 5, 15, 30])(
    'each tag of %d faces is on no face and no other tag, and all are in the picture',
    async (count) => {
      await page.viewport(width, 720);
      await show(count);
      const shownTags = (): HTMLElement[] =>
        all('[data-tag]').filter((tag) => getComputedStyle(tag).visibility === 'visible');
      await waitFor(() => expect(shownTags()).toHaveLength(count));
      const tags = shownTags().map((tag) => tag.getBoundingClientRect());
      const faces = boxes().map((box) => box.getBoundingClientRect());
      const picture = document.querySelector('.ferkit-picture')!.getBoundingClientRect();
      tags.forEach((tag, index) => {
        expect(faces.filter((face) => overlaps(tag, face))).toEqual([]);
        expect(tags.filter((other, at) => at !== index && overlaps(tag, other))).toEqual([]);
        expect(tag.left).toBeGreaterThanOrEqual(picture.left - 1);
        expect(tag.right).toBeLessThanOrEqual(picture.right + 1);
        expect(tag.bottom).toBeLessThanOrEqual(picture.bottom + 1);
      });
      // Text of at least eleven pixels, and no page that scrolls sideways.
      expect(Math.min(...shownTags().map((tag) => parseFloat(getComputedStyle(tag).fontSize)))).toBeGreaterThanOrEqual(
        11,
      );
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    },
  );
});

test('boxes below 60 pixels have their number only, until they are pointed at', async () => {
  await show(30);
  const [first] = boxes();
  expect(first!.getBoundingClientRect().width).toBeLessThan(60);
  expect(first!.innerText.trim()).toBe('1');
  await userEvent.hover(cards()[0]!);
  await waitFor(() => expect(first!.innerText).toMatch(/1\s*happy/));
});

test('a group has a summary that is seen and spoken', async () => {
  await show(15, 0.5);
  const summary = document.querySelector('.ferkit-sum')!.textContent;
  expect(summary).toMatch(/^15 faces: (\d+ \w+, )+\d+ uncertain$/);
  const counted = [...summary.matchAll(/(\d+) (?!faces)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  expect(counted).toBe(15);
  await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(summary));
});

describe('boxes and cards', () => {
  test('light up together, whichever is pointed at', async () => {
    await show(5);
    await userEvent.hover(cards()[2]!);
    await waitFor(() => expect(boxes()[2]).toHaveAttribute('data-active'));
    await userEvent.hover(boxes()[4]!);
    await waitFor(() => expect(cards()[4]).toHaveAttribute('data-active'));
    expect(all('.ferkit-boxes > [data-active]')).toHaveLength(1);
    expect(cards()[2]).not.toHaveAttribute('data-active');
  });

  test('are linked for the keyboard: the focus shows the face, Enter opens its scores', async () => {
    await show(5);
    const [, second] = screen.getAllByRole('button', { name: /^Face \d/ });
    second!.focus();
    await waitFor(() => expect(boxes()[1]).toHaveAttribute('data-active'));
    expect(second).toHaveAttribute('aria-expanded', 'false');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(second).toHaveAttribute('aria-expanded', 'true'));
    expect(within(cards()[1]!).getAllByRole('listitem')).toHaveLength(3);
    expect(second).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(second).toHaveAttribute('aria-expanded', 'false'));
  });

  test('are linked by a click on a box, which opens the card', async () => {
    await show(5);
    await userEvent.click(boxes()[3]!);
    await waitFor(() => expect(cards()[3]).toHaveAttribute('data-selected'));
  });
});

test('the picture stays in sight on a phone while the cards scroll, and the page is short', async () => {
  await page.viewport(360, 720);
  await show(30);
  expect(document.documentElement.scrollHeight).toBeLessThan(2000);
  cards().at(-1)!.scrollIntoView();
  await waitFor(() => {
    const { top, bottom } = document.querySelector('.ferkit-picture')!.getBoundingClientRect();
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThan(720 / 2);
  });
  window.scrollTo(0, 0);
});

test('faces are listed in the order of the classifier, which is that of reading, and a single one has no number', async () => {
  const { picture } = drawCrowd(1);
  render(<EmotionClassifier input={picture} classifier={fakeClassifier(() => [makeFace('happy', 0.9)])} />);
  await waitFor(() => expect(cards()).toHaveLength(1));
  expect(screen.queryByText(/^Face /)).toBeNull();
  expect(screen.queryByRole('button', { name: /happy/ })).toBeNull();
});
