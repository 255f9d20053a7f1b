import { render } from '@testing-library/react';
import { page } from 'vitest/browser';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CameraView, FaceBoxes } from '@ferkit/react';
import '#react/styles.css';
import { makeFace } from '../../../stories/fixtures/fakeClassifier';
import { readContrast } from '../support/readContrast';

const root = document.documentElement;
afterEach(async () => {
  delete root.dataset.theme;
  root.style.removeProperty('--ferkit-accent');
  await page.viewport(1280, 720);
});

const selection = { active: 0, selected: null, select: vi.fn(), getHandlers: () => ({}) as never };
const at = (x: number) => ({ box: { x, y: 100, width: 150, height: 150 } });

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  test.each(['', '#ffe14d', '#10204f', '#8a8a8a'])('text on the accent "%s" and on tags is easy to read', (accent) => {
    root.dataset.theme = theme;
    if (accent !== '') root.style.setProperty('--ferkit-accent', accent);
    const { container } = render(
      <>
        <CameraView />
        <div style={{ position: 'relative', width: 640, height: 360 }}>
          <FaceBoxes
            faces={[makeFace('happy', 0.9, at(50)), makeFace('sad', 0.8, at(400))]}
            size={{ width: 640, height: 360 }}
            selection={selection}
          />
        </div>
      </>,
    );
    const texts = [...container.querySelectorAll('[data-primary], [data-tag] > *')];
    expect(texts).toHaveLength(5);
    for (const text of texts) expect(readContrast(text), text.textContent).toBeGreaterThanOrEqual(4.5);
  });
});

test.each([360, 1280])(
  'the picture of a camera fills its place at %d pixels, so that boxes lie on faces',
  async (width) => {
    await page.viewport(width, 900);
    const { container } = render(<CameraView autoStart />);
    await vi.waitFor(() => expect(container.querySelector('video')?.videoWidth).toBeGreaterThan(0));
    await vi.waitFor(() => expect(container.querySelector('[data-guessed]')).toBeNull());
    const [video, picture] = ['video', '.ferkit-picture'].map((one) =>
      container.querySelector(one)!.getBoundingClientRect(),
    );
    expect(video!.width).toBeCloseTo(picture!.width, 0);
    expect(video!.height).toBeCloseTo(picture!.height, 0);
  },
);
