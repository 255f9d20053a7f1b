import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './runStep.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];

/** Usual places of installers, beside the folders of PATH. */
const usualPaths = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium', '/opt/google/chrome/chrome'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Chromium/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
};

/**
 * Finds the browser for browser tests: CHROMIUM_PATH, else an installed Chromium, Chrome or Edge. With `install`, and as root on Debian or
 * Ubuntu, it installs the distribution's Chromium if there is none.
 * @returns its path
 * @throws Error with instructions
 */
export async function findChromium({ install = false } = {}) {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, and nothing is there.`);
  }
  const found = findInstalled();
  if (found !== undefined) return found;
  if (install && canInstall() && (await installWithApt())) {
    const installed = findInstalled();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The browser tests need Chromium, Chrome or Edge. Install one (Debian, Ubuntu: apt-get install chromium; ' +
      'macOS: brew install --cask chromium), or set CHROMIUM_PATH to its program.',
  );
}

function findInstalled() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const usual = usualPaths[process.platform] ?? [];
  return [...usual, ...(process.platform === 'win32' ? [] : onPath)].find((path) => existsSync(path));
}

const canInstall = () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

async function installWithApt() {
  console.log('> Install Chromium');
  const run = async (...args) =>
    (await runProgram('apt-get', ['-qq', ...args], { DEBIAN_FRONTEND: 'noninteractive' })) === 0;
  return (await run('update')) && run('install', '-y', '--no-install-recommends', 'chromium');
}
