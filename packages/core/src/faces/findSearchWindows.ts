import type { Box, Face } from './Face';
import { type DetectorInput, type InputPart, inputSizeOf } from './fitToDetector';

/** Side of a cell, in pixels of the small input. */
const CELL = 8;

/**
 * Lowest contrast of a cell that shows a face, in [0, 2]: the difference between its brightest and its darkest pixel. The least
 * contrast of 348 small faces that the network found in photos and compositions was 0.41.
 */
const MIN_CONTRAST = 0.15;
/** The same before the body of a person near the camera: at most this, and at most this part of the contrast of the person's face. */
const BODY_CONTRAST = { most: 0.4, part: 0.3 };

/** Smallest share of the image's longer side that a face takes whose person is near the camera. */
const NEAR = 0.15;
/** Lowest score of a face whose person is near the camera: 92 % of 300 upright faces of PublicTest reach it, 20 % of those upside down. */
const SURE = 0.75;

/** Room around the cells of a window, in cells: the network needs a face's surroundings. */
const MARGIN = 2;
/** Shortest side of a window in pixels of the large input: the network scores faces near its border differently. */
const MIN_SIDE = 160;
/** Share of the image from which on one search of all of it is no slower than several of windows. */
const MOST = 0.85;
/** Width and height of a window are multiples of the network's largest stride. */
const STRIDE = 32;

/**
 * Parts of a large input that can show faces smaller than those found in a small input. Places without contrast are left out, such as
 * a wall or the sky, and so is the head of a person near the camera, with its hair. Of that person's body, whose clothes hide whoever
 * stands behind, only what has the contrast of a face is searched.
 * @param input - the whole image, as the small input
 * @param faces - found in it
 * @param hints - uncertain faces; their surroundings are not left out
 * @param longSide - of the image in the large input, in pixels
 */
export function findSearchWindows(
  image: { readonly width: number; readonly height: number },
  input: DetectorInput,
  faces: readonly Face[],
  hints: readonly Face[],
  longSide: number,
): readonly InputPart[] {
  const grid = new CellGrid(image, input);
  grid.markContrast();
  const nearest = NEAR * Math.max(image.width, image.height);
  for (const face of faces) if (face.box.width >= nearest && face.score >= SURE) grid.unmarkPerson(face.box);
  for (const { box } of hints) grid.markAround(box);
  return grid.cover(longSide);
}

/** A rectangle of cells; `right` and `bottom` are exclusive. */
interface CellRange {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A grid of cells over an image. Marked cells can show small faces. */
class CellGrid {
  readonly #image: { readonly width: number; readonly height: number };
  readonly #input: DetectorInput;
  readonly #columns: number;
  readonly #rows: number;
  readonly #marked: Uint8Array;
  readonly #contrasts: Float32Array;

  /** @param input - the whole image, shrunk to be the input of the network */
  constructor(image: { readonly width: number; readonly height: number }, input: DetectorInput) {
    this.#image = image;
    this.#input = input;
    this.#columns = Math.ceil(image.width / input.scaleX / CELL);
    this.#rows = Math.ceil(image.height / input.scaleY / CELL);
    this.#marked = new Uint8Array(this.#columns * this.#rows);
    this.#contrasts = new Float32Array(this.#columns * this.#rows);
  }

  markContrast(): void {
    this.#mark(({ column, row }) => {
      const contrast = this.#contrastOf({ left: column, top: row, right: column + 1, bottom: row + 1 });
      this.#contrasts[row * this.#columns + column] = contrast;
      return contrast >= MIN_CONTRAST ? 1 : undefined;
    });
  }

  /** Unmarks the head of a person with its hair, and below it what has less contrast than a face. */
  unmarkPerson({ x, y, width, height }: Box): void {
    const { scaleX, scaleY } = this.#input;
    const cellOf = (along: number, scale: number, most: number): number =>
      Math.min(most, Math.max(0, Math.round(along / scale / CELL)));
    const contrast = this.#contrastOf({
      left: cellOf(x, scaleX, this.#columns),
      top: cellOf(y, scaleY, this.#rows),
      right: cellOf(x + width, scaleX, this.#columns),
      bottom: cellOf(y + height, scaleY, this.#rows),
    });
    const lowest = Math.min(BODY_CONTRAST.most, BODY_CONTRAST.part * contrast);
    const chin = y + height;
    this.#mark(({ column, row, centerX, centerY }) => {
      if (centerY < y - 0.6 * height) return undefined;
      const across = Math.abs(centerX - x - width / 2) / width;
      if (centerY <= chin + 0.2 * height && across <= 0.85) return 0;
      // Half the width of the body, in widths of the face: 1 at the chin, 2 from the shoulders on.
      if (across > Math.min(2, Math.max(1, 1 + (centerY - chin) / height))) return undefined;
      return this.#contrasts[row * this.#columns + column]! < lowest ? 0 : undefined;
    });
  }

  /** Marks a box and as much again on each side. */
  markAround({ x, y, width, height }: Box): void {
    this.#mark(({ centerX, centerY }) =>
      Math.abs(centerX - x - width / 2) <= 1.5 * width && Math.abs(centerY - y - height / 2) <= 1.5 * height
        ? 1
        : undefined,
    );
  }

  /** @returns parts of an input that hold all marked cells */
  cover(longSide: number): readonly InputPart[] {
    const whole = inputSizeOf(this.#image, longSide);
    const parts = this.#divide({ left: 0, top: 0, right: this.#columns, bottom: this.#rows }).map((range) => {
      const [left, right] = expand(
        range.left,
        range.right,
        this.#input.scaleX,
        whole.left,
        this.#image.width / whole.inner.width,
        whole.width,
      );
      const [top, bottom] = expand(
        range.top,
        range.bottom,
        this.#input.scaleY,
        whole.top,
        this.#image.height / whole.inner.height,
        whole.height,
      );
      return { left, top, width: right - left, height: bottom - top };
    });
    const area = parts.reduce((sum, { width, height }) => sum + width * height, 0);
    const { width, height } = whole;
    return area < MOST * width * height ? parts : [{ left: 0, top: 0, width, height }];
  }

  /** The difference between the brightest and the darkest pixel of some cells. */
  #contrastOf(range: CellRange): number {
    const { pixels, width, left, top, scaleX, scaleY } = this.#input;
    const right = left + Math.min(range.right * CELL, Math.round(this.#image.width / scaleX));
    const bottom = top + Math.min(range.bottom * CELL, Math.round(this.#image.height / scaleY));
    let [low, high] = [Infinity, -Infinity];
    for (let y = top + range.top * CELL; y < bottom; y++) {
      for (let x = left + range.left * CELL, at = (y * width + x) * 3; x < right; x++, at += 3) {
        const luma = 0.3 * pixels[at]! + 0.6 * pixels[at + 1]! + 0.1 * pixels[at + 2]!;
        if (luma < low) low = luma;
        if (luma > high) high = luma;
      }
    }
    return high - low;
  }

  /** Marks (1) or unmarks (0) the cells for which a rule says so. Centres are in pixels of the image. */
  #mark(
    rule: (cell: {
      readonly column: number;
      readonly row: number;
      readonly centerX: number;
      readonly centerY: number;
    }) => 0 | 1 | undefined,
  ): void {
    const { scaleX, scaleY } = this.#input;
    for (let row = 0, cell = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++, cell++) {
        const [centerX, centerY] = [(column + 0.5) * CELL * scaleX, (row + 0.5) * CELL * scaleY];
        this.#marked[cell] = rule({ column, row, centerX, centerY }) ?? this.#marked[cell]!;
      }
    }
  }

  /** Shrinks a range to its marked cells and divides it at its widest gap, as long as the parts' margins leave a gap. */
  #divide(range: CellRange): readonly CellRange[] {
    const { left, top, right, bottom } = range;
    const columns = span(left, right, (column) => this.#isMarked({ ...range, left: column, right: column + 1 }));
    const rows = span(top, bottom, (row) => this.#isMarked({ ...range, top: row, bottom: row + 1 }));
    if (columns === undefined || rows === undefined) return [];
    const tight = { left: columns.first, right: columns.end, top: rows.first, bottom: rows.end };
    if (Math.max(columns.gap, rows.gap) <= 2 * MARGIN) return [tight];
    const parts: readonly CellRange[] =
      columns.gap >= rows.gap
        ? [
            { ...tight, right: columns.gapStart },
            { ...tight, left: columns.gapStart + columns.gap },
          ]
        : [
            { ...tight, bottom: rows.gapStart },
            { ...tight, top: rows.gapStart + rows.gap },
          ];
    return parts.flatMap((part) => this.#divide(part));
  }

  #isMarked({ left, top, right, bottom }: CellRange): boolean {
    for (let row = top; row < bottom; row++) {
      if (this.#marked.subarray(row * this.#columns + left, row * this.#columns + right).includes(1)) return true;
    }
    return false;
  }
}

/**
 * A range of cells with its margin, in pixels of the large input.
 * @param cellScale - pixels of the image per pixel of the small input
 * @param padding - of the large input, before the image
 * @param scale - pixels of the image per pixel of the large input
 * @returns start and end, multiples of the stride between 0 and the length of the large input
 */
function expand(
  from: number,
  to: number,
  cellScale: number,
  padding: number,
  scale: number,
  length: number,
): readonly [number, number] {
  const place = (cell: number): number => padding + (cell * CELL * cellScale) / scale;
  const [first, last] = [place(from - MARGIN), place(to + MARGIN)];
  const missing = Math.max(0, MIN_SIDE - (last - first)) / 2;
  return [
    Math.max(0, Math.floor((first - missing) / STRIDE) * STRIDE),
    Math.min(length, Math.ceil((last + missing) / STRIDE) * STRIDE),
  ];
}

/** First and end (exclusive) of the marked positions of an axis, and the widest gap between them; undefined if none is marked. */
function span(
  from: number,
  to: number,
  isMarked: (position: number) => boolean,
): { readonly first: number; readonly end: number; readonly gapStart: number; readonly gap: number } | undefined {
  let [first, end, gapStart, gap] = [-1, -1, 0, 0];
  for (let position = from; position < to; position++) {
    if (!isMarked(position)) continue;
    if (first < 0) first = position;
    else if (position - end > gap) [gapStart, gap] = [end, position - end];
    end = position + 1;
  }
  return first < 0 ? undefined : { first, end, gapStart, gap };
}
