import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from './createProject';
import { serveFolder } from './serveFolder';

/** What a page in Firefox came to. */
export interface FirefoxOutcome {
  readonly agent: string;
  /** What the program of the page wrote into `document.body.dataset.result`. */
  readonly result: unknown;
  /** Uncaught errors and what was printed as an error or warning. */
  readonly complaints: readonly string[];
  /** Addresses of other hosts that the page loaded something from. */
  readonly foreign: readonly string[];
}

/** A program that a page loads before its own: sends the outcome to the server as soon as there is one. */
export const reportProgram = `
const complaints = [];
addEventListener('error', ({ message }) => complaints.push(message));
addEventListener('unhandledrejection', ({ reason }) => complaints.push(String(reason)));
for (const name of ['error', 'warn']) console[name] = (...words) => complaints.push(words.join(' '));
new MutationObserver(() => {
  const { result } = document.body?.dataset ?? {};
  if (result === undefined) return;
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const foreign = loaded.filter((name) => !/^(blob|data):/.test(name) && !name.startsWith(location.origin));
  const outcome = { agent: navigator.userAgent, result: JSON.parse(result), complaints, foreign };
  fetch('/', { method: 'POST', body: JSON.stringify(outcome) });
}).observe(document, { attributes: true, subtree: true });
`;

/** Settings of a Firefox that asks nobody anything and calls nobody. */
const preferences = {
  'app.normandy.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
};

/**
 * Serves a folder, opens its index.html in Firefox and waits for what {@link reportProgram} sends. No protocol drives the
 * browser: Playwright's is spoken by a Firefox of its own only, and what Debian's speaks changes between releases.
 */
export async function openInFirefox(firefox: string, folder: string): Promise<FirefoxOutcome> {
  const profile = await mkdtemp(join(tmpdir(), 'ferkit-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref('${name}', ${JSON.stringify(value)});`);
  await writeFiles(profile, { 'user.js': lines.join('\n') });
  let receive: (body: string) => void;
  const sent = new Promise<string>((resolve) => (receive = resolve));
  const { origin, stop } = await serveFolder(folder, { onPost: (body) => receive(body) });
  const browser = spawn(firefox, ['--headless', '--no-remote', '--profile', profile, origin], {
    // A crash reporter of its own process would outlive it.
    env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => void browser.on('close', () => resolve()));
  try {
    const failed = ended.then(() => Promise.reject(new Error('Firefox ended before the page gave a result')));
    return JSON.parse(await Promise.race([sent, failed])) as FirefoxOutcome;
  } finally {
    browser.kill();
    await ended;
    stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
