import { configure } from 'storybook/test';
import { afterEach, expect } from 'vitest';
import { commands } from 'vitest/browser';
import '../../../stories/fixtures/withForcedColors';

// A busy machine takes longer than the second that is the default.
configure({ asyncUtilTimeout: 20_000 });

globalThis.forceColors = commands.forceColors;

await commands.takeForeignRequests();

// A Storybook, and what it shows, works without a network.
afterEach(async () => {
  expect(await commands.takeForeignRequests(), 'requests to other hosts').toEqual([]);
});
