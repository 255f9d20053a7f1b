import { act } from '@testing-library/react';
import { StrictMode, type ReactElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { beforeAll, expect, it, vi } from 'vitest';
import { prepareSections } from '#react/report/sections';
import { everyView } from './support/everyView';

// The parts of a report, which render on a server if they have loaded.
beforeAll(prepareSections);

it.each(Object.entries(everyView()))('hydrates the server-rendered %s without a warning', async (_, view) => {
  const consoleError = vi.spyOn(console, 'error');
  const recoverable = vi.fn();
  const page: ReactElement = <StrictMode>{view}</StrictMode>;
  const container = document.createElement('div');
  document.body.append(container);
  container.innerHTML = renderToString(page);
  const before = container.innerHTML;
  const root = await act(() => Promise.resolve(hydrateRoot(container, page, { onRecoverableError: recoverable })));
  expect(container.innerHTML).toBe(before);
  expect(recoverable).not.toHaveBeenCalled();
  expect(consoleError).not.toHaveBeenCalled();
  await act(() => {
    root.unmount();
    return Promise.resolve();
  });
  expect(container).toBeEmptyDOMElement();
  container.remove();
});
