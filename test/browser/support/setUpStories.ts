import { configure } from 'storybook/test';
import { afterEach, expect } from 'vitest';
import { commands } from 'vitest/browser';
import '../../../stories/fixtures/withForcedColors';

// The default of one second is too short on a busy machine.
configure({ asyncUtilTimeout: 20_000 });

globalThis.forceColors = commands.forceColors;

await commands.takeForeignRequests();

// Stories must work offline.
afterEach(async () => {
  expect(await commands.takeForeignRequests(), 'requests to other hosts').toEqual([]);
});
