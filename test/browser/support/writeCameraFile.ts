import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { cameraFile } from '../../../scripts/cameraFile.mjs';

interface Film {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
}

/** One YUV4MPEG2 frame: luma of each pixel, then two chroma values for each 2 x 2 block (BT.601, full range). */
function encodeFrame({ width, height }: Film, shift: number): Buffer {
  const face = { x: width / 2 - 2 + shift, y: height / 2, size: 0.75 * height, expression: 'happy', seed: 3 } as const;
  const { pixels } = drawScene(width, height, [face]);
  const at = (x: number, y: number, weights: readonly [number, number, number], offset: number): number => {
    const place = (y * width + x) * 4;
    return Math.round(offset + weights.reduce((sum, weight, k) => sum + weight * pixels[place + k]!, 0));
  };
  const every = (step: number, weights: readonly [number, number, number], offset: number): number[] => {
    const plane: number[] = [];
    for (let y = 0; y < height; y += step) for (let x = 0; x < width; x += step) plane.push(at(x, y, weights, offset));
    return plane;
  };
  const planes = [
    ...every(1, [0.299, 0.587, 0.114], 0),
    ...every(2, [-0.169, -0.331, 0.5], 128),
    ...every(2, [0.5, -0.419, -0.081], 128),
  ];
  return Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(planes)]);
}

/** Writes a film of a drawn face that moves a little, as Chromium's fake camera takes it. */
export function writeFilm(path: string, film: Film): void {
  const frames = [0, 1, 2, 3, 4, 3, 2, 1].map((shift) => encodeFrame(film, shift));
  const { width, height, framesPerSecond } = film;
  const head = `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip C420jpeg\n`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([Buffer.from(head), ...frames]));
}

/** Writes the film of the fake camera of tests. */
export default function writeCameraFile(): void {
  writeFilm(cameraFile, { width: 320, height: 240, framesPerSecond: 15 });
}
