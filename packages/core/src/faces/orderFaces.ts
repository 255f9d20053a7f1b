import type { Box, Face } from './Face';
import type { Size } from './turnImage';

/**
 * Order of the faces of an image. `main`: the main face first, by size and nearness to the middle. `score`: the most confident detection
 * first. `reading`: row by row from top to bottom, each row from left to right, as a caption names people.
 */
export type FaceOrder = 'main' | 'score' | 'reading';

/**
 * Orders the faces of an image.
 * @param image - its size in pixels
 * @returns a new list
 */
export function orderFaces<Found extends Pick<Face, 'box' | 'score'>>(
  faces: readonly Found[],
  image: Size,
  order: FaceOrder,
): readonly Found[] {
  switch (order) {
    case 'main':
      return [...faces].sort((a, b) => prominence(b.box, image) - prominence(a.box, image));
    case 'score':
      return [...faces].sort((a, b) => b.score - a.score);
    case 'reading':
      return inRows(faces).flat();
  }
}

/** Area of a face, halved in a corner of the image. */
function prominence({ x, y, width, height }: Box, image: Size): number {
  const across = x + width / 2 - image.width / 2;
  const down = y + height / 2 - image.height / 2;
  const distance = Math.min(1, (2 * Math.hypot(across, down)) / Math.hypot(image.width, image.height));
  return width * height * (1 - distance / 2);
}

/** Rows of faces from top to bottom. A face belongs to a row if it is at most half a face above or below the row's middle. */
function inRows<Found extends Pick<Face, 'box'>>(faces: readonly Found[]): Found[][] {
  const middle = ({ box: { y, height } }: Found): number => y + height / 2;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rows: Found[][] = [];
  for (const face of [...faces].sort((a, b) => middle(a) - middle(b))) {
    const row = rows.at(-1);
    const height = row && mean([...row, face].map(({ box }) => box.height));
    if (row !== undefined && middle(face) - mean(row.map(middle)) <= height! / 2) row.push(face);
    else rows.push([face]);
  }
  return rows.map((row) => row.sort((a, b) => a.box.x + a.box.width / 2 - (b.box.x + b.box.width / 2)));
}
