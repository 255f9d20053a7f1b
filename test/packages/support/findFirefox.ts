import { existsSync } from 'node:fs';

const usualPaths = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:/Program Files/Mozilla Firefox/firefox.exe',
];

/** Finds Firefox: FIREFOX_PATH, else an installed one. @returns its path, or undefined if there is none */
export function findFirefox(): string | undefined {
  const named = process.env.FIREFOX_PATH;
  if (named === undefined || named === '') return usualPaths.find((path) => existsSync(path));
  if (!existsSync(named)) throw new Error(`FIREFOX_PATH is ${named}, and nothing is there.`);
  return named;
}
