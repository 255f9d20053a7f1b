import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { drawScene } from '../../../stories/fixtures/drawScene';
import { cameraFile } from '../../../scripts/cameraFile.mjs';

/** One YUV4MPEG2 frame: luma of each pixel, then two chroma values for each 2 x 2 block (BT.601, full range). */
function encodeFrame(shift: number): Buffer {
  const [width, height] = [320, 240];
  const { pixels } = drawScene(width, height, [{ x: 158 + shift, y: 120, size: 180, expression: 'happy', seed: 3 }]);
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

/** Writes the film of Chromium's fake camera: a drawn face that moves a little. */
export default function writeCameraFile(): void {
  const frames = [0, 1, 2, 3, 4, 3, 2, 1].map(encodeFrame);
  mkdirSync(dirname(cameraFile), { recursive: true });
  writeFileSync(cameraFile, Buffer.concat([Buffer.from('YUV4MPEG2 W320 H240 F15:1 Ip C420jpeg\n'), ...frames]));
}
