import { render } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { ConfusionMatrix, EmotionClassifier, loadLocale, LOCALES, MessagesProvider, ScoresTable } from '@ferkit/react';
import '#react/styles.css';
import { fakeClassifier, makeFace } from '../../../stories/fixtures/fakeClassifier';
import { bundledReport } from '../../../stories/fixtures/reports';
import { scenes } from '../../../stories/fixtures/scenes';
import { everyView } from '../../react/support/everyView';

afterEach(() => page.viewport(1280, 720));

const expressions = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const marks = { small: true, upright: true, stretched: true };
const views = {
  ...everyView(),
  // Texts of a classifier that is loaded are those of the fake one below.
  EmotionClassifier: <EmotionClassifier eager={false} sources={['file', 'url', 'webcam']} />,
  'EmotionClassifier of one picture': <EmotionClassifier eager={false} consent="?" />,
  ConfusionMatrix: <ConfusionMatrix data={bundledReport} toolbar />,
  ScoresTable: <ScoresTable data={bundledReport} />,
  'EmotionClassifier of three faces': (
    <EmotionClassifier
      input={scenes.pair()}
      threshold={0.5}
      classifier={fakeClassifier(() => [
        makeFace('surprise', 0.87, { ...marks, box: { x: 77, y: 101, width: 188, height: 188 } }, expressions),
        makeFace('disgust', 0.31, { ...marks, box: { x: 367, y: 111, width: 181, height: 181 } }, expressions),
      ])}
    />
  ),
};

/** Texts that their element cuts off, and elements that reach out of the figure. Tables scroll, which shows all of them. */
function findCut(figure: HTMLElement): readonly string[] {
  const frame = figure.getBoundingClientRect();
  const cut: string[] = [];
  for (const element of figure.querySelectorAll<HTMLElement>('*')) {
    if (element.closest('svg, canvas, .ferkit-hidden, option') !== null) continue;
    const name = `${element.localName}.${element.className}: ${element.textContent}`.slice(0, 120);
    const { left, right, width } = element.getBoundingClientRect();
    const scrolls = element.parentElement!.closest('.ferkit-scroll') !== null;
    if (!scrolls && width > 1 && (left < frame.left - 1 || right > frame.right + 1)) cut.push(`${name} reaches out`);
    const { overflowX, overflowY } = getComputedStyle(element);
    const hides = (overflow: string): boolean => width > 1 && (overflow === 'hidden' || overflow === 'clip');
    const text = document.createRange();
    text.selectNodeContents(element);
    const written = text.getBoundingClientRect();
    const isWider = written.left < left - 1 || written.right > right + 1;
    const isText = element.textContent !== '' && element.localName !== 'select';
    // Short spans of a timeline leave out their names, which the tip and the table have.
    if (element.matches('.ferkit-span') && cells(figure).some((cell) => cell.includes(element.textContent))) continue;
    if (isText && hides(overflowX) && isWider) cut.push(`${name} is cut off`);
    if (hides(overflowY) && element.scrollHeight > element.clientHeight + 2) cut.push(`${name} is clamped`);
  }
  return cut;
}

/** Texts of a table's cells, from which a chart can be read as well. */
const cells = (figure: HTMLElement): readonly string[] =>
  [...figure.querySelectorAll('.ferkit-data td')].map((cell) => cell.textContent);

describe.each(LOCALES)('at 360 pixels in %s', (locale) => {
  test.each(Object.entries(views))('%s shows all of its texts', async (name, view) => {
    await page.viewport(360, 720);
    const messages = await loadLocale(locale);
    const { container } = render(<MessagesProvider messages={messages}>{view}</MessagesProvider>);
    const figure = container.querySelector('figure')!;
    if (name.includes('faces')) {
      await vi.waitFor(() => expect(figure.querySelectorAll('.ferkit-face, .ferkit-boxes b')).toHaveLength(4));
    }
    if (name === 'ExpressionTimeline') await vi.waitFor(() => expect(cells(figure)).not.toEqual([]));
    await document.fonts.ready;
    expect(figure.dir).toBe(locale === 'ar' ? 'rtl' : 'ltr');
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
    expect(findCut(figure)).toEqual([]);
  });
});
