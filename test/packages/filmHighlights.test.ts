import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createSyntheticFilm, Timeline } from '@ferkit/core';
import { hasFfmpeg } from '../core/inference/findFfmpeg';
import { root, shareProject } from './support/createProject';
import { runWell } from './support/run';

let project: string;
beforeAll(async () => {
  project = await shareProject(inject('plain'));
  await cp(join(root, 'examples/film-highlights'), project, { recursive: true });
});
afterAll(() => rm(project, { recursive: true }));

/** A drawn person who is happy, and surprised for the last two seconds. */
async function writeFilm(path: string): Promise<void> {
  const moods = [
    { time: -1, expression: 'happy' },
    { time: 4, expression: 'surprise' },
  ] as const;
  const film = createSyntheticFilm({
    width: 320,
    height: 320,
    fps: 5,
    seconds: 6,
    actors: [{ seed: 2, moods, places: [{ time: 0, x: 160, y: 160, size: 180 }] }],
  });
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', '320x320', '-r', '5', '-i', 'pipe:0'];
  const encoder = spawn('ffmpeg', ['-v', 'error', ...input, '-pix_fmt', 'yuv420p', path], { stdio: 'pipe' });
  const closed = once(encoder, 'close');
  for (const { image } of film.frames) encoder.stdin.write(image.pixels);
  encoder.stdin.end();
  await closed;
}

describe.skipIf(!hasFfmpeg())('the example of highlights', () => {
  test('finds the two moods of a drawn person, and writes their pictures and the timeline', async () => {
    await writeFilm(join(project, 'film.mp4'));
    const told = await runWell(project, 'node', 'highlights.mjs', 'film.mp4', '--out', 'found', '--backend', 'wasm');
    expect(told).toMatch(/^0\.0 to 4\.\d s {2}face 1 {2}happy \d+ % {2}/m);
    expect(told).toMatch(/^4\.\d to 6\.0 s {2}face 1 {2}surprise \d+ % {2}/m);
    const pictures = (await readdir(join(project, 'found'))).filter((name) => name.endsWith('.png'));
    expect(pictures.some((name) => name.startsWith('happy'))).toBe(true);
    const timeline = Timeline.fromCsv(await readFile(join(project, 'found', 'timeline.csv'), 'utf8'));
    expect(timeline.frames).toBe(30);
  });
});

test('without ffmpeg, the example of highlights says how to install it', () => {
  const { status, stderr } = spawnSync(process.execPath, ['highlights.mjs', 'film.mp4'], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, PATH: '' },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/ffmpeg, which is not on the PATH[^]*apt-get install ffmpeg[^]*brew install ffmpeg/);
});
