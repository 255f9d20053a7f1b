import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Timeline } from '@ferkit/core';
import { Interrupted } from '#core/cli/failures';
import { findFilms } from '#core/cli/inputs/findFilms';
import { main } from '#core/cli/main';
import { hasFfmpeg, makeFilm } from '../inference/findFfmpeg';
import { createTestHost } from './support/createTestHost';
import { saveTinyModel, writeTinyImages } from './support/tinyInputs';

let room: string;
let model: string;
beforeAll(async () => {
  room = await mkdtemp(join(tmpdir(), 'ferkit-films-'));
  model = await saveTinyModel(join(room, 'model'));
});
afterAll(() => rm(room, { recursive: true }));
const place = (...names: readonly string[]): string => join(room, ...names);

async function predict(args: readonly string[], host = createTestHost()) {
  const code = await main(['predict', '--model', model, '--whole', '--backend', 'cpu', ...args], host);
  return { code, ...host.written };
}

test.each([
  ['an image flag', ['film.mp4', '--top', '2'], /--top is for images/],
  ['a format of images', ['film.mp4', '--format', 'ndjson'], /csv, json or vtt, not ndjson/],
  ['an ending that is none', ['film.mp4', '--out', 'out.txt'], /csv, json or vtt, not txt/],
  ['one file for two films', ['a.mp4', 'b.mp4', '--out', 'out.csv'], /--out takes a folder/],
  ['two films of one name', ['a.mp4', 'a.mov', '--out', 'outs'], /Two films would be written/],
  ['a table of several films on the terminal', ['a.mp4', 'b.mp4', '--format', 'csv'], /needs --out <folder>/],
  ['films beside images', ['a.mp4', 'b.png'], /a call each: "b\.png"/],
  ['a rate for images', ['b.png', '--fps', '5'], /--fps is for films/],
  ['subtitles of images', ['b.png', '--format', 'vtt'], /vtt is for films/],
  ['a rate of zero', ['a.mp4', '--fps', '0'], /--fps takes a number above 0/],
])('%s is refused', async (_, args, message) => {
  const inRoom = args.map((arg) => (/^outs$/.test(arg) ? place(arg) : arg));
  const { code, error } = await predict(inRoom);
  expect(error).toMatch(message);
  expect(code).toBe(2);
});

describe.skipIf(!hasFfmpeg())('films', () => {
  beforeAll(() => {
    mkdirSync(place('films', 'more'), { recursive: true });
    for (const [name, seconds] of [
      ['one.mp4', 2],
      ['more/two.webm', 1],
      ['long.mp4', 12],
    ] as const) {
      const pixels = ['-f', 'lavfi', '-i', `testsrc=size=64x48:rate=10:duration=${seconds}`, '-pix_fmt', 'yuv420p'];
      makeFilm(...pixels, name === 'long.mp4' ? place(name) : place('films', name));
    }
  });

  test('are told in a line for each face', async () => {
    const { code, out } = await predict([place('films', 'one.mp4')]);
    expect(code).toBe(0);
    expect(out).toMatch(/one\.mp4 {2}face 1 {2}0:00 to 0:02 \(2\.0 s\) {2}.+ \d+ % {0,2}.*changes?\n$/);
  });

  test('tell share, speed and the time left while they are classified', async () => {
    const host = createTestHost({ isTTY: true, columns: 120 });
    const { code, error } = await predict([place('long.mp4'), '--fps', '10'], host);
    expect(code).toBe(0);
    expect(error).toMatch(/long\.mp4 .*\d+ % {2}\d+\.\d times real time {2}\d.* left/);
  });

  test.each(['csv', 'json', 'vtt'])('are written as %s', async (format) => {
    const out = place(`one.${format}`);
    const ended = await predict([place('films', 'one.mp4'), '--fps', '10', '--from', '0.5', '--out', out]);
    expect(ended.error).toMatch(/Wrote .*: 15 frames/);
    const text = readFileSync(out, 'utf8');
    if (format === 'vtt') expect(text).toMatch(/^WEBVTT\n\n00:00:00\.500 --> /);
    else expect((format === 'csv' ? Timeline.fromCsv(text) : Timeline.fromJson(text)).frames).toBe(15);
    expect((await readdir(room)).filter((name) => name.includes('.part'))).toEqual([]);
    const piped = await predict([place('films', 'one.mp4'), '--fps', '10', '--from', '0.5', '--format', format]);
    expect(piped.out).toBe(text);
  });

  test('of a folder get a file each, and are left out once that is there', async () => {
    const out = place('timelines');
    expect(await predict([place('films'), '--out', out])).toMatchObject({ code: 0 });
    expect((await readdir(out)).sort()).toEqual(['one.csv', 'two.csv']);
    const again = await predict([place('films'), '--out', out]);
    expect(again.error.match(/is there: remove it/g)).toHaveLength(2);
  });

  test('that cannot be read are named, and the others classified', async () => {
    mkdirSync(place('mixed'));
    writeFileSync(place('mixed', 'bad.mp4'), 'no film');
    makeFilm('-i', place('films', 'one.mp4'), '-c', 'copy', place('mixed', 'good.mp4'));
    const { code, error, out } = await predict([place('mixed')]);
    expect(code).toBe(1);
    expect(error).toMatch(/bad\.mp4: Cannot read the film/);
    expect(out).toMatch(/good\.mp4 {2}face 1/);
  });

  test('resume where a run was interrupted, with the same numbers', async () => {
    const whole = place('whole.csv');
    await predict([place('long.mp4'), '--fps', '10', '--smoothing', '0', '--out', whole]);
    const out = place('resumed.csv');
    const args = [place('long.mp4'), '--fps', '10', '--smoothing', '0', '--out', out];
    const controller = new AbortController();
    const host = createTestHost({ signal: controller.signal });
    const work = predict(args, host);
    const part = `${out}.part`;
    const isUnderWay = (): boolean => existsSync(part) && readFileSync(part, 'utf8').split('\n').length > 45;
    while (!isUnderWay()) await new Promise((resolve) => setTimeout(resolve, 2));
    controller.abort(new Interrupted());
    expect(await work).toMatchObject({ code: 130 });
    expect(host.written.error).toMatch(/To resume:/);
    expect(existsSync(out)).toBe(false);
    // As after a power failure: a line that was cut off.
    truncateSync(part, readFileSync(part).length - 7);
    const other = await predict([...args.slice(0, 2), '5', ...args.slice(3)]);
    expect(other).toMatchObject({ code: 1 });
    expect(other.error).toMatch(/belong to another run/);
    const resumed = await predict(args);
    expect(resumed.code).toBe(0);
    expect(resumed.error).toMatch(/resumes at/);
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(whole, 'utf8'));
  });
});

test.each([['a folder'], ['a pattern']])('an interrupt ends the search of %s for films', async (operand) => {
  mkdirSync(place('searched'), { recursive: true });
  writeFileSync(place('searched', 'a.mp4'), '');
  const reason = new Interrupted();
  const searched = operand === 'a folder' ? place('searched') : place('searched', '*.mp4');
  await expect(findFilms([searched], AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('a folder with images is one of images, whatever lies beside them', async () => {
  const folder = await writeTinyImages(place('images'), 3, 9);
  writeFileSync(join(folder, 'clip.mp4'), '');
  const { out } = await predict([folder]);
  expect(out.split('\n').length).toBeGreaterThan(2);
});
