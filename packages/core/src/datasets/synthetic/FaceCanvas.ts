/** A point of the face: x to the right and y down from its centre, in units of half the head's height. */
export interface FacePoint {
  readonly x: number;
  readonly y: number;
}

/** Position of the face in the picture. */
export interface FacePose {
  /** Clockwise rotation in radians. */
  readonly tilt: number;
  /** Size of one unit of the face, in units of half the picture's side. */
  readonly zoom: number;
  /** The face's centre, relative to the picture's centre, in units of half the picture's side. */
  readonly center: FacePoint;
}

/** Bounding box of a shape, in units of the face. Nothing is painted outside. */
export interface FaceBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A signed distance function: distance of a point from a shape, negative inside, in units of the face. */
export type Distance = (x: number, y: number) => number;

/** A square picture. Shapes are painted one over another, with antialiased edges at every size. */
export class FaceCanvas {
  /** Brightness of each pixel, 0 black to 1 white. */
  readonly tones: Float32Array;
  readonly #size: number;
  readonly #pose: FacePose;

  constructor(size: number, pose: FacePose) {
    this.tones = new Float32Array(size * size);
    this.#size = size;
    this.#pose = pose;
  }

  /** Paints a shape in one tone, or in a tone that depends on the point. */
  paint(box: FaceBox, distance: Distance, tone: number | Distance, opacity = 1): void {
    const size = this.#size;
    const { tilt, zoom, center } = this.#pose;
    const cosine = Math.cos(tilt);
    const sine = Math.sin(tilt);
    const unit = 2 / size / zoom;
    const { left, top, right, bottom } = this.#pixelBounds(box);
    for (let row = top; row < bottom; row++) {
      const down = ((row + 0.5) * 2) / size - 1 - center.y;
      for (let column = left; column < right; column++) {
        const along = ((column + 0.5) * 2) / size - 1 - center.x;
        const x = (cosine * along + sine * down) / zoom;
        const y = (cosine * down - sine * along) / zoom;
        const coverage = 0.5 - distance(x, y) / unit;
        if (coverage <= 0) continue;
        const at = row * size + column;
        const over = typeof tone === 'number' ? tone : tone(x, y);
        this.tones[at]! += (over - this.tones[at]!) * opacity * Math.min(coverage, 1);
      }
    }
  }

  /** The pixels that a box may cover. */
  #pixelBounds({ left, top, right, bottom }: FaceBox): FaceBox {
    const size = this.#size;
    const { tilt, zoom, center } = this.#pose;
    const corners = [left, right].flatMap((x) => [top, bottom].map((y): FacePoint => ({ x, y })));
    const columns = corners.map(({ x, y }) => (Math.cos(tilt) * x - Math.sin(tilt) * y) * zoom + center.x);
    const rows = corners.map(({ x, y }) => (Math.sin(tilt) * x + Math.cos(tilt) * y) * zoom + center.y);
    const pixel = (place: number): number => Math.min(Math.max(((place + 1) * size) / 2, 0), size);
    return {
      left: Math.floor(Math.max(pixel(Math.min(...columns)) - 1, 0)),
      top: Math.floor(Math.max(pixel(Math.min(...rows)) - 1, 0)),
      right: Math.ceil(Math.min(pixel(Math.max(...columns)) + 1, size)),
      bottom: Math.ceil(Math.min(pixel(Math.max(...rows)) + 1, size)),
    };
  }
}

/** The bounding box of points, extended by a margin. */
function boxAround(points: readonly FacePoint[], margin: number): FaceBox {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return {
    left: Math.min(...xs) - margin,
    top: Math.min(...ys) - margin,
    right: Math.max(...xs) + margin,
    bottom: Math.max(...ys) + margin,
  };
}

/** Paints an axis-parallel ellipse. */
export function paintEllipse(
  canvas: FaceCanvas,
  center: FacePoint,
  radiusX: number,
  radiusY: number,
  tone: number | Distance,
  opacity = 1,
): void {
  const box = {
    left: center.x - radiusX,
    right: center.x + radiusX,
    top: center.y - radiusY,
    bottom: center.y + radiusY,
  };
  canvas.paint(box, ellipse(center, radiusX, radiusY), tone, opacity);
}

/** Approximate distance from an axis-parallel ellipse, exact on the ellipse. */
export function ellipse(center: FacePoint, radiusX: number, radiusY: number): Distance {
  return (x, y) => {
    const relativeX = (x - center.x) / radiusX;
    const relativeY = (y - center.y) / radiusY;
    return ellipseDistance(relativeX, relativeY, radiusX, radiusY);
  };
}

/** Approximate distance of a point from an ellipse about the origin. The point is in units of the radii. */
export function ellipseDistance(relativeX: number, relativeY: number, radiusX: number, radiusY: number): number {
  const square = relativeX * relativeX + relativeY * relativeY;
  if (square === 0) return -Math.min(radiusX, radiusY);
  const slope = (relativeX / radiusX) ** 2 + (relativeY / radiusY) ** 2;
  return (square - Math.sqrt(square)) / Math.sqrt(slope);
}

/** Paints a polyline, `width` wide in its middle and `taper` times as wide at its ends. */
export function paintStroke(
  canvas: FaceCanvas,
  points: readonly FacePoint[],
  width: number,
  tone: number,
  opacity = 1,
  taper = 0.5,
): void {
  const last = points.length - 1;
  const radius = points.map((_, k) => (width / 2) * (1 - (1 - taper) * Math.abs((2 * k) / last - 1)));
  const distance: Distance = (x, y) => {
    let nearest = Infinity;
    for (let k = 0; k < last; k++) {
      const from = points[k]!;
      const to = points[k + 1]!;
      const stepX = to.x - from.x;
      const stepY = to.y - from.y;
      const along = ((x - from.x) * stepX + (y - from.y) * stepY) / (stepX * stepX + stepY * stepY || 1);
      const part = Math.min(Math.max(along, 0), 1);
      const gapX = x - from.x - part * stepX;
      const gapY = y - from.y - part * stepY;
      const gap = Math.sqrt(gapX * gapX + gapY * gapY);
      nearest = Math.min(nearest, gap - radius[k]! - part * (radius[k + 1]! - radius[k]!));
    }
    return nearest;
  };
  canvas.paint(boxAround(points, width), distance, tone, opacity);
}

/** Samples a curve at `count` parameters from 0 to 1. */
export function curve(at: (t: number) => FacePoint, count = 9): FacePoint[] {
  return Array.from({ length: count }, (_, k) => at(k / (count - 1)));
}

/** Distance from the region between two curves over an interval of x, e.g. an open eye or mouth. */
export function between(
  left: number,
  right: number,
  above: (x: number) => number,
  below: (x: number) => number,
): Distance {
  return (x, y) => Math.max(above(x) - y, y - below(x), left - x, x - right);
}
