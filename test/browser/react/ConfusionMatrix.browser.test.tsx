import { render } from '@testing-library/react';
import { page } from 'vitest/browser';
import { afterEach, describe, expect, test } from 'vitest';
import { ConfusionMatrix } from '@ferkit/react';
import '#react/styles/confusion-matrix.css';
import { bundledReport, earlierReport, emptyLabel, fortyLabels, twoLabels } from '../../../stories/fixtures/reports';
import { readContrast } from '../support/readContrast';

afterEach(() => delete document.documentElement.dataset.theme);

/** The least contrast of any text of a matrix, as the browser paints it, and where it is. */
function readLeastContrast(container: HTMLElement): { readonly contrast: number; readonly text: string } {
  const texts = [...container.querySelectorAll('td, th, th span, .ferkit-foot p')].filter(
    ({ childElementCount, textContent }) => childElementCount === 0 && textContent !== '',
  );
  const measured = texts.map((element) => ({ contrast: readContrast(element), text: element.textContent }));
  return measured.reduce((least, one) => (one.contrast < least.contrast ? one : least));
}

/** Ten labels that are sentences. */
const manyLongLabels = {
  labels: fortyLabels.labels.slice(0, 10).map((label) => `corners of the lips pulled up, ${label}`),
  counts: fortyLabels.counts.slice(0, 10).map((row) => row.slice(0, 10)),
};

describe('on a page', () => {
  afterEach(() => page.viewport(1280, 720));

  test.each([
    ['forty labels', fortyLabels],
    ['long labels', manyLongLabels],
  ])('360 pixels wide keeps names and recall of %s in view, at each end of the scrolled table', async (_, data) => {
    await page.viewport(360, 720);
    const { container } = render(<ConfusionMatrix data={data} />);
    const scroll = container.querySelector('.ferkit-scroll')!;
    expect(scroll.scrollWidth).toBeGreaterThan(scroll.clientWidth);
    for (const place of [0, 40, scroll.scrollWidth]) {
      scroll.scrollLeft = place;
      const { left, right } = scroll.getBoundingClientRect();
      expect(right).toBeLessThanOrEqual(360);
      for (const row of scroll.querySelectorAll('thead tr:first-child, tbody tr, tfoot tr')) {
        // A phone has no room for totals.
        if (!row.checkVisibility()) continue;
        const [name, recall] = [row.firstElementChild!, row.lastElementChild!].map((one) =>
          one.getBoundingClientRect(),
        );
        expect(name!.left).toBeGreaterThanOrEqual(left);
        expect(recall!.right).toBeLessThanOrEqual(right);
        // Nothing stands over them.
        const at = document.elementFromPoint(recall!.right - 12, recall!.top + recall!.height / 2);
        if (recall!.top > 0 && recall!.bottom < 720) expect(at?.closest('td, th')).toBe(row.lastElementChild);
      }
    }
  });

  test('360 pixels wide shows seven labels whole, and tells of forty that they scroll', async () => {
    await page.viewport(360, 720);
    const { container, rerender } = render(<ConfusionMatrix data={bundledReport} />);
    const { left, right } = container.querySelector('figure')!.getBoundingClientRect();
    const cells = [...container.querySelectorAll('td[data-row]')].filter((cell) => cell.checkVisibility());
    expect(cells).toHaveLength(7 * 7 + 7 + 7 + 1);
    for (const cell of cells) {
      const box = cell.getBoundingClientRect();
      expect([box.left >= left, box.right <= right, cell.scrollWidth <= cell.clientWidth]).toEqual([true, true, true]);
    }
    await new Promise(requestAnimationFrame);
    expect(container.querySelector('.ferkit-scroll-hint')).toBeNull();
    rerender(<ConfusionMatrix data={fortyLabels} />);
    await expect
      .poll(() => container.querySelector('.ferkit-scroll-hint')?.textContent)
      .toBe('Scroll sideways to see all columns.');
  });

  test('that is wide enough does not scroll', async () => {
    await page.viewport(1280, 720);
    const { container } = render(<ConfusionMatrix data={bundledReport} />);
    const scroll = container.querySelector('.ferkit-scroll')!;
    expect(scroll.scrollWidth).toBe(scroll.clientWidth);
  });
});

const grounds = { light: 'rgb(255, 255, 255)', dark: 'rgb(18, 22, 28)' };

describe.each(['light', 'dark'] as const)('The %s theme', (theme) => {
  describe.each([
    ['seven labels', bundledReport, 9 * 9],
    ['two labels', twoLabels, 4 * 4],
    ['a label that nobody shows', emptyLabel, 9 * 9],
  ])('with %s', (_, data, cells) => {
    test.each(['true', 'predicted', 'all', false] as const)(
      'keeps each cell readable where counts are shown by %s',
      (normalize) => {
        document.documentElement.dataset.theme = theme;
        for (const scale of ['fixed', 'fit'] as const) {
          const { container, unmount } = render(<ConfusionMatrix data={data} normalize={normalize} scale={scale} />);
          // The theme is on: otherwise the other would be measured twice.
          expect(getComputedStyle(container.querySelector('.ferkit')!).backgroundColor).toBe(grounds[theme]);
          expect(container.querySelectorAll('td[data-row]')).toHaveLength(cells);
          const { contrast, text } = readLeastContrast(container);
          expect(contrast, text).toBeGreaterThanOrEqual(4.5);
          unmount();
        }
      },
    );
  });

  test('keeps each cell of many labels readable', () => {
    document.documentElement.dataset.theme = theme;
    const { container } = render(<ConfusionMatrix data={fortyLabels} scale="fit" />);
    expect(container.querySelectorAll('td[data-row]')).toHaveLength(42 * 42);
    const { contrast, text } = readLeastContrast(container);
    expect(contrast, text).toBeGreaterThanOrEqual(4.5);
  });

  test('keeps each cell readable that shows a change between two models', () => {
    document.documentElement.dataset.theme = theme;
    const { container } = render(<ConfusionMatrix data={bundledReport} compareWith={earlierReport} scale="fit" />);
    const { contrast, text } = readLeastContrast(container);
    expect(contrast, text).toBeGreaterThanOrEqual(4.5);
  });
});
