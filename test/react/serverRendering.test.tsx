// @vitest-environment node
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { everyView } from './support/everyView';

it.each(Object.entries(everyView()))('renders %s on a server, without a document', (_, view) => {
  expect(typeof document).toBe('undefined');
  expect(renderToString(view)).toMatch(/^<figure [^>]*class="ferkit /);
});
