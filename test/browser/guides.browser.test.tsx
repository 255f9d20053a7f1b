import { render } from '@testing-library/react';
import { createElement, type ComponentType } from 'react';
import { afterEach, expect, test, vi } from 'vitest';

// Written by support/writeGuidePrograms.ts, as printed in docs/.
const modules = import.meta.glob<{ readonly default?: ComponentType }>('../../.cache/guides/page/*.{ts,tsx}');
const programs = Object.keys(modules).map((path) => ({ name: path.split('/').at(-1)!, load: modules[path]! }));

afterEach(() => {
  vi.restoreAllMocks();
});

test('there are programs of the guides for pages', () => {
  expect(programs.length).toBeGreaterThan(4);
});

test.each(programs)('the program $name of the guides runs as printed', async ({ load }) => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const complain = vi.spyOn(console, 'error');
  const { default: App } = await load();
  if (App === undefined) expect(print).toHaveBeenCalled();
  else {
    const { container, unmount } = render(createElement(App));
    await expect.poll(() => container.querySelector('.ferkit, .ferkit-camera, input')).not.toBeNull();
    unmount();
  }
  expect(complain.mock.calls).toEqual([]);
});
