import type { BrowserCommand } from 'vitest/node';

declare module 'vitest/browser' {
  interface BrowserCommands {
    takeForeignRequests: () => Promise<readonly string[]>;
    forceColors: (isOn: boolean) => Promise<void>;
  }
}

/**
 * Requests to other hosts since the last call, as the browser reports them, including those of workers and failed ones.
 * The first call starts recording.
 */
export declare const takeForeignRequests: BrowserCommand;

/** Turns the forced colors mode on or off. */
export declare const forceColors: BrowserCommand<[isOn: boolean]>;
