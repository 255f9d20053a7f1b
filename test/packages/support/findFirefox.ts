import { existsSync } from 'node:fs';

const usualPaths = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:/Program Files/Mozilla Firefox/firefox.exe',
];

/** What FIREFOX_PATH names, else an installed Firefox; undefined where there is none. */
export function findFirefox(): string | undefined {
  const named = process.env.FIREFOX_PATH;
  if (named === undefined || named === '') return usualPaths.find((path) => existsSync(path));
  if (!existsSync(named)) throw new Error(`FIREFOX_PATH is ${named}, and nothing is there.`);
  return named;
}
