import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Timeline, type TimelineColumns } from '@ferkit/core/metrics';
import { ExpressionTimeline } from '@ferkit/react';
import '#react/styles.css';
import { manyFaces, tenHours, twoFaces } from '../../../stories/fixtures/timelines';

const root = document.documentElement;

/** The files that were saved, by name. */
const saved = new Map<string, Promise<Blob>>();
beforeEach(() => {
  // In place of the browser's download, which a page cannot read.
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.set(
      this.download,
      fetch(this.href).then((response) => response.blob()),
    );
  });
});
afterEach(async () => {
  cleanup();
  vi.restoreAllMocks();
  saved.clear();
  delete root.dataset.theme;
  await page.viewport(1280, 720);
});

async function save(format: string): Promise<Blob> {
  await userEvent.click(await screen.findByRole('button', { name: `Save as ${format}` }));
  const name = `expression-timeline.${format.toLowerCase()}`;
  // The part that writes files loads with the first.
  await vi.waitFor(() => expect([...saved.keys()]).toEqual([name]), { timeout: 30_000 });
  return saved.get(name)!;
}

test.each([
  ['two faces', 1280, twoFaces()],
  ['more faces than are shown at first', 1280, manyFaces()],
  ['more faces than are shown at first', 560, manyFaces()],
  ['two faces', 420, twoFaces()],
  ['two faces', 360, twoFaces()],
  ['more faces than are shown at first', 320, manyFaces()],
  ['nothing', 1280, new Timeline(['happy']).columns],
])('of %s at %d pixels, nothing below moves when the foot has loaded', async (_, width, data) => {
  await page.viewport(width, 720);
  const { container } = render(
    <>
      <ExpressionTimeline data={data} toolbar />
      <p>below</p>
    </>,
  );
  await screen.findByText('Show as table');
  const top = (): number => screen.getByText('below').getBoundingClientRect().top;
  const after = top();
  // As before the foot has loaded.
  const lanes = container.querySelector('.ferkit-lanes')!;
  while (lanes.nextSibling) lanes.nextSibling.remove();
  // By less than a line: texts of different lengths wrap at different widths.
  expect(Math.abs(top() - after)).toBeLessThan(12);
});

describe('a saved timeline', () => {
  test('is whole as CSV, also while a part is in view', async () => {
    render(<ExpressionTimeline data={twoFaces()} toolbar />);
    await userEvent.click(await screen.findByRole('button', { name: 'Zoom in' }));
    const file = await save('CSV');
    expect(file.type).toBe('text/csv');
    const { times, scores, track } = twoFaces();
    const { columns } = Timeline.fromCsv(await file.text());
    expect([...columns.times]).toEqual([...times]);
    expect([...columns.track]).toEqual([...track]);
    expect(columns.scores).toHaveLength(scores.length);
    columns.scores.forEach((score, index) => expect(score).toBeCloseTo(scores[index]!, 3));
  });

  test('as WebVTT is shown by a video element', async () => {
    render(<ExpressionTimeline data={twoFaces()} toolbar />);
    const file = await save('VTT');
    expect(file.type).toBe('text/vtt');
    const video = document.createElement('video');
    const subtitles = document.createElement('track');
    subtitles.src = URL.createObjectURL(file);
    video.append(subtitles);
    subtitles.track.mode = 'hidden';
    await vi.waitFor(() => expect(subtitles.track.cues!.length).toBeGreaterThan(0));
    const cues = [...subtitles.track.cues!] as VTTCue[];
    expect(cues[0]!.startTime).toBe(0);
    expect(cues.map(({ text }) => text).join('\n')).toMatch(/happy/);
    expect(Math.max(...cues.map(({ endTime }) => endTime))).toBeCloseTo(42, 0);
    URL.revokeObjectURL(subtitles.src);
  });

  test.each(['light', 'dark'])('as SVG has the colours of the page in the %s theme', async (theme) => {
    root.dataset.theme = theme;
    const { container } = render(<ExpressionTimeline data={twoFaces()} toolbar />);
    const text = await (await save('SVG')).text();
    const svg = new DOMParser().parseFromString(text, 'image/svg+xml');
    expect(svg.querySelector('parsererror')).toBeNull();
    const [first] = svg.querySelectorAll('svg svg');
    const inFile = [...first!.querySelectorAll('path')].map((path) => toRgb(path.getAttribute('stroke')!));
    const [lane] = container.querySelectorAll('.ferkit-plot');
    const onPage = [...lane!.querySelectorAll('.ferkit-line')].map((line) => getComputedStyle(line).stroke);
    expect(inFile).toHaveLength(7);
    expect(inFile).toEqual(onPage);
    const surface = getComputedStyle(container.querySelector('figure')!).backgroundColor;
    expect(toRgb(svg.querySelector('svg > rect')!.getAttribute('fill')!)).toBe(surface);
  });

  test.each(['light', 'dark'])('as PNG is the picture of the SVG in the %s theme', async (theme) => {
    root.dataset.theme = theme;
    render(<ExpressionTimeline data={twoFaces()} toolbar display="areas" />);
    const picture = await createImageBitmap(await save('PNG'));
    expect(picture.width).toBe(1920);
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    const [red, green, blue] = data;
    expect([red, green, blue]).toEqual(theme === 'light' ? [255, 255, 255] : [18, 22, 28]);
    const colors = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      colors.add((data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!);
    }
    // The labels of the legend, in full colour.
    const labels = theme === 'light' ? [0xc4312f, 0x5f7a12, 0x1f6cc4] : [0xff7b72, 0xa5c249, 0x66aefa];
    for (const color of labels) expect(colors).toContain(color);
  });
});

test('ten hours at ten frames a second are saved as SVG by level of detail, and are drawn so at every zoom', async () => {
  const data: TimelineColumns = tenHours();
  expect(data.times).toHaveLength(360_000);
  const { container } = render(<ExpressionTimeline data={data} toolbar />);
  const points = (): number =>
    Math.max(
      ...[...container.querySelectorAll('.ferkit-line')].map(
        (line) => line.getAttribute('d')!.match(/[MLV]/g)?.length ?? 0,
      ),
    );
  const zoomIn = await screen.findByRole('button', { name: 'Zoom in' });
  for (let step = 0; step < 12; step++) {
    // The lowest and the highest of 800 columns, and of one beyond each edge.
    expect(points()).toBeLessThanOrEqual(1604);
    expect(points()).toBeGreaterThan(10);
    await userEvent.click(zoomIn);
  }
  // 26 MB as CSV.
  expect((await save('SVG')).size).toBeLessThan(500_000);
});

/** A colour of a file as browsers write computed ones. */
function toRgb(color: string): string {
  const probe = document.createElement('i');
  probe.style.color = color;
  return probe.style.color;
}
