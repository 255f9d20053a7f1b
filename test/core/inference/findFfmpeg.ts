import { spawnSync } from 'node:child_process';

/** True if ffmpeg is on the PATH; prints the reason of the tests that are left out without it. */
export function hasFfmpeg(): boolean {
  const found = spawnSync('ffmpeg', ['-version']).status === 0;
  if (!found) console.log('Left out: films are decoded by ffmpeg, which is not on the PATH (apt-get install ffmpeg)');
  return found;
}

/** Makes a film with ffmpeg. */
export function makeFilm(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}
