import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { BrowserOutcome } from './openInFirefox';
import { serveFolder } from './serveFolder';

/** The WebDriver of WebKitGTK, its small browser, and a display without a screen. */
export interface WebKit {
  readonly driver: string;
  readonly browser: string;
  readonly display: string;
}

const browsers = ['x86_64', 'aarch64'].flatMap((machine) =>
  ['4.1', '6.0', '4.0'].map((version) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-${version}/MiniBrowser`),
);

/** Finds WebKitGTK. @returns the programs, or the reason why it cannot be used */
export function findWebKit(): WebKit | string {
  const driver = ['/usr/bin/WebKitWebDriver'].find((path) => existsSync(path));
  const browser = [...browsers, ...browsers.map((path) => path.replace('webkit2gtk', 'webkitgtk'))].find((path) =>
    existsSync(path),
  );
  const display = ['/usr/bin/Xvfb'].find((path) => existsSync(path));
  if (driver === undefined || browser === undefined)
    return 'none is installed (Debian: apt-get install webkit2gtk-driver)';
  if (display === undefined) return 'it needs a display (Debian: apt-get install xvfb)';
  return { driver, browser, display };
}

/** Serves a folder, opens its index.html in WebKitGTK and waits for the outcome that `reportProgram` sends. */
export async function openInWebKit(
  { driver, browser, display }: WebKit,
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<BrowserOutcome> {
  let receive: (body: string) => void;
  const sent = new Promise<string>((resolve) => (receive = resolve));
  const { origin, stop } = await serveFolder(folder, { headers, onPost: (body) => receive(body) });
  const started: ChildProcess[] = [];
  try {
    const screen = spawn(display, ['-displayfd', '3', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    started.push(screen);
    const number = (await firstData(screen.stdio[3] as Readable)).trim();
    const port = await freePort();
    const environment = {
      ...process.env,
      DISPLAY: `:${number}`,
      // WebKit's sandbox needs user namespaces, which containers lack.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    };
    started.push(spawn(driver, [`--port=${port}`], { env: environment, stdio: 'ignore' }));
    const call = async (method: string, path: string, body?: object): Promise<unknown> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const { value } = (await response.json()) as { readonly value: unknown };
      if (!response.ok) throw new Error(`WebKitWebDriver: ${JSON.stringify(value)}`);
      return value;
    };
    const options = {
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation', '--enable-mock-capture-devices=true'] },
    };
    const session = await untilServed(() => call('POST', '/session', { capabilities: { alwaysMatch: options } }));
    const { sessionId } = session as { readonly sessionId: string };
    try {
      await call('POST', `/session/${sessionId}/url`, { url: origin });
      return JSON.parse(await sent) as BrowserOutcome;
    } finally {
      await call('DELETE', `/session/${sessionId}`);
    }
  } finally {
    for (const child of started.reverse()) await end(child);
    stop();
  }
}

const firstData = (stream: Readable): Promise<string> =>
  new Promise((resolve) => void stream.once('data', (data: Buffer) => resolve(data.toString())));

async function freePort(): Promise<number> {
  const { origin, stop } = await serveFolder('.');
  stop();
  return Number(new URL(origin).port);
}

/** Repeats a call until the driver, which has just been started, listens. */
async function untilServed<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TypeError) || attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill();
  await ended;
}
