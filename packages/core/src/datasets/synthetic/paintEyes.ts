import type { ExpressionShape } from './ExpressionShape';
import { between, curve, ellipse, type FaceCanvas, type FacePoint, paintEllipse, paintStroke } from './FaceCanvas';
import type { FaceTraits } from './FaceTraits';
import { project } from './project';

/** Paints both eyes with their brows. */
export function paintEyes(canvas: FaceCanvas, traits: FaceTraits, shape: ExpressionShape): void {
  for (const side of [-1, 1]) {
    paintEye(canvas, traits, shape, side);
    paintBrow(canvas, traits, shape, side);
    if (traits.glasses) {
      const center = project(traits, side * traits.eyeDistance, traits.eyeHeight + 0.02, 0.35);
      const rim = curve(
        (t) => ({
          x: center.x + 0.24 * Math.cos(2 * Math.PI * t),
          y: center.y + 0.19 * Math.sin(2 * Math.PI * t),
        }),
        17,
      );
      paintStroke(canvas, rim, 0.03, 0.08, 0.9, 1);
    }
  }
  if (traits.glasses) {
    const bridge = curve((t) => project(traits, (t - 0.5) * 0.16, traits.eyeHeight - 0.01, 0.42), 3);
    paintStroke(canvas, bridge, 0.03, 0.08, 0.9, 1);
  }
}

function paintEye(canvas: FaceCanvas, traits: FaceTraits, shape: ExpressionShape, side: number): void {
  const { skin, eyeSize } = traits;
  const center = project(traits, side * traits.eyeDistance, traits.eyeHeight, 0.35);
  const halfWidth = 0.155 * eyeSize;
  const open = 0.085 * eyeSize * shape.lidUpper;
  const below = 0.06 * eyeSize * (1 - shape.lidLower);
  const bend = (x: number): number => Math.max(0, 1 - ((x - center.x) / halfWidth) ** 2);
  const slant = (x: number): number => center.y + (shape.lidSlant * ((side * (x - center.x)) / halfWidth + 1)) / 2;
  const upper = (x: number): number => slant(x) - open * Math.sqrt(bend(x) * Math.sqrt(bend(x)));
  const lower = (x: number): number => slant(x) + below * bend(x);
  const eyeball = between(center.x - halfWidth, center.x + halfWidth, upper, lower);
  const box = {
    left: center.x - halfWidth,
    right: center.x + halfWidth,
    top: center.y - open,
    bottom: center.y + below + shape.lidSlant,
  };

  // The socket lies in shadow.
  paintEllipse(canvas, { x: center.x, y: center.y - 0.02 }, 0.21, 0.15, skin * 0.72, 0.35);
  canvas.paint(box, eyeball, 0.55 + 0.4 * Math.sqrt(skin));
  const gaze: FacePoint = { x: center.x, y: center.y - 0.012 + shape.gazeDown * below * 0.8 + shape.lidSlant / 2 };
  const iris = ellipse(gaze, 0.072 * eyeSize, 0.072 * eyeSize);
  canvas.paint(box, (x, y) => Math.max(iris(x, y), eyeball(x, y)), 0.22);
  const pupil = ellipse(gaze, 0.034, 0.034);
  canvas.paint(box, (x, y) => Math.max(pupil(x, y), eyeball(x, y)), 0.03);
  const glint = ellipse({ x: gaze.x - 0.025, y: gaze.y - 0.025 }, 0.016, 0.016);
  canvas.paint(box, (x, y) => Math.max(glint(x, y), eyeball(x, y)), 0.95);

  const along = (line: (x: number) => number, lift: number): FacePoint[] =>
    curve((t) => {
      const x = center.x + (2 * t - 1) * halfWidth * 1.04;
      return { x, y: line(x) - lift };
    });
  paintStroke(canvas, along(upper, 0), 0.04, 0.06, 0.95);
  paintStroke(canvas, along(lower, 0), 0.018, skin * 0.35, 0.7);
  paintStroke(canvas, along(upper, 0.055), 0.016, skin * 0.5, 0.6);
  if (shape.lidLower > 0.2) paintStroke(canvas, along(lower, -0.06), 0.02, skin * 0.55, shape.lidLower);
}

function paintBrow(canvas: FaceCanvas, traits: FaceTraits, shape: ExpressionShape, side: number): void {
  const inner = 0.13 - shape.browGap;
  const outer = 0.52;
  const line = curve((t) => {
    const lift =
      shape.browInner * (1 - t) + shape.browOuter * t + (0.045 + shape.browArch) * 4 * t * (1 - t) * (0.6 + 0.8 * t);
    return project(traits, side * (inner + (outer - inner) * t), traits.eyeHeight - traits.browHeight - lift, 0.38);
  });
  paintStroke(canvas, line, traits.browWidth * 1.25, Math.min(traits.hair, traits.skin * 0.5), 0.95, 0.55);
  if (shape.browFurrow > 0) {
    const x = side * (inner * 0.45);
    const base = traits.eyeHeight - traits.browHeight - shape.browInner;
    const furrow = curve((t) => project(traits, x, base - 0.07 + 0.15 * t, 0.42), 3);
    paintStroke(canvas, furrow, 0.022, traits.skin * 0.45, 0.8 * shape.browFurrow);
  }
}

/** Paints the level lines on a raised forehead. */
export function paintForehead(canvas: FaceCanvas, traits: FaceTraits, shape: ExpressionShape): void {
  if (shape.foreheadLines <= 0) return;
  for (const row of [0, 1, 2]) {
    const line = curve((t) => {
      const x = (t - 0.5) * (0.62 - 0.08 * row);
      return project(traits, x, traits.eyeHeight - traits.browHeight - 0.27 - 0.075 * row + 0.5 * x * x, 0.36);
    });
    paintStroke(canvas, line, 0.02, traits.skin * 0.6, 0.75 * shape.foreheadLines);
  }
}
