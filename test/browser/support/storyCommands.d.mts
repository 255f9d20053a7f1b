import type { BrowserCommand } from 'vitest/node';

declare module 'vitest/browser' {
  interface BrowserCommands {
    takeForeignRequests: () => Promise<readonly string[]>;
    forceColors: (isOn: boolean) => Promise<void>;
  }
}

/**
 * What was asked of other hosts than the page's own since the last call, by the browser's own account: workers, pictures and
 * what failed are in it. The first call begins to watch.
 */
export declare const takeForeignRequests: BrowserCommand;

/** Paints the page in the few colours of the system's, as some visitors have it, or no longer. */
export declare const forceColors: BrowserCommand<[isOn: boolean]>;
