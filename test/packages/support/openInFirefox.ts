import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from './createProject';
import { serveFolder } from './serveFolder';

/** The outcome of a page that loads {@link reportProgram}. */
export interface BrowserOutcome {
  readonly agent: string;
  /** The value that the page wrote to `document.body.dataset.result`. */
  readonly result: unknown;
  /** Uncaught errors, and errors and warnings of the console. */
  readonly complaints: readonly string[];
  /** Addresses that the page loaded from other hosts. */
  readonly foreign: readonly string[];
}

/** A script that runs before the page's own and sends the outcome to the server. */
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

/** Firefox preferences: no prompts, no background requests. */
const preferences = {
  'app.normandy.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
  // A camera that shows a test picture, and no question about it.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
};

/**
 * Serves a folder, opens its index.html in Firefox and waits for the outcome that {@link reportProgram} sends. No automation
 * protocol is used: Playwright's needs a patched Firefox, and Debian's Firefox changes its protocols between releases.
 */
export async function openInFirefox(
  firefox: string,
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<BrowserOutcome> {
  const profile = await mkdtemp(join(tmpdir(), 'ferkit-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref('${name}', ${JSON.stringify(value)});`);
  await writeFiles(profile, { 'user.js': lines.join('\n') });
  let receive: (body: string) => void;
  const sent = new Promise<string>((resolve) => (receive = resolve));
  const { origin, stop } = await serveFolder(folder, { headers, onPost: (body) => receive(body) });
  const browser = spawn(firefox, ['--headless', '--no-remote', '--profile', profile, origin], {
    // The crash reporter is a separate process, which would outlive the browser.
    env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => void browser.on('close', () => resolve()));
  try {
    const failed = ended.then(() => Promise.reject(new Error('Firefox ended before the page gave a result')));
    return JSON.parse(await Promise.race([sent, failed])) as BrowserOutcome;
  } finally {
    browser.kill();
    await ended;
    stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
