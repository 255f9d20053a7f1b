import type { Box, Face } from '@ferkit/core';

/** A face whose landmarks lie where they usually do in its box. */
export function createFace(x: number, y: number, width: number, { score = 0.9, height = width } = {}): Face {
  const box: Box = { x, y, width, height };
  const at = (along: number, down: number): { x: number; y: number } => ({
    x: x + along * width,
    y: y + down * height,
  });
  return {
    box,
    score,
    landmarks: {
      rightEye: at(0.3, 0.3),
      leftEye: at(0.7, 0.3),
      nose: at(0.5, 0.5),
      mouth: at(0.5, 0.75),
      rightEar: at(0.05, 0.4),
      leftEar: at(0.95, 0.4),
    },
  };
}
