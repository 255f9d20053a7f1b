import type { ExpressionShape } from './ExpressionShape';
import { between, curve, ellipse, type FaceCanvas, type FacePoint, paintStroke } from './FaceCanvas';
import type { FaceTraits } from './FaceTraits';
import { project } from './project';

/** Paints the mouth: lips, and where it is open the dark within, the teeth and the tongue. */
export function paintMouth(canvas: FaceCanvas, traits: FaceTraits, shape: ExpressionShape): void {
  const { skin, lipFullness } = traits;
  const center = project(traits, 0, traits.mouthHeight, 0.46);
  const halfWidth = traits.mouthSize * shape.mouthWidth;
  const power = 2 + 6 * shape.mouthSquare;
  const along = (x: number): number => Math.min(Math.max((x - center.x) / halfWidth, -1), 1);
  const bulge = (x: number): number => 1 - Math.abs(along(x)) ** power;
  // Lifted corners pull the whole line up, so that the mouth turns about its middle.
  const middle = (x: number): number => {
    const t = along(x);
    return center.y - shape.mouthLift * (t * t - 0.35) - shape.sneer * Math.max(0, t) * (1 - 0.35 * t);
  };
  const upper = (x: number): number => middle(x) - (0.32 * shape.mouthOpen + shape.lipRaise) * bulge(x);
  const lower = (x: number): number => middle(x) + (0.68 * shape.mouthOpen - 0.6 * shape.lipRaise) * bulge(x);
  const left = center.x - halfWidth;
  const right = center.x + halfWidth;
  const reach = 0.3 + shape.mouthOpen;
  const box = { left: left - 0.1, right: right + 0.1, top: center.y - reach, bottom: center.y + reach };
  const lipTone = skin * 0.6;

  const upperEdge = (x: number): number =>
    upper(x) - lipFullness * (0.9 - 0.25 * Math.exp(-((along(x) * 5) ** 2))) * (1 - along(x) ** 4);
  const lowerEdge = (x: number): number => lower(x) + 1.25 * lipFullness * (1 - along(x) ** 4);
  canvas.paint(box, between(left, right, upperEdge, lowerEdge), lipTone);
  const opening = between(left, right, upper, lower);
  if (shape.mouthOpen > 0.02) {
    canvas.paint(box, opening, 0.06);
    const row = Math.min(0.075, 0.5 * shape.mouthOpen);
    const teeth = 0.6 + 0.35 * skin;
    canvas.paint(box, (x, y) => Math.max(opening(x, y), y - upper(x) - row), teeth, shape.teethUpper);
    canvas.paint(box, (x, y) => Math.max(opening(x, y), lower(x) - row - y), teeth, shape.teethLower);
  }
  if (shape.tongue > 0) {
    const reach = 0.02 + 0.15 * shape.tongue;
    const root = { x: center.x, y: lower(center.x) };
    const tongue = ellipse(root, halfWidth * 0.48, reach);
    canvas.paint(box, (x, y) => Math.max(tongue(x, y), upper(x) + 0.06 - y), Math.min(0.8, skin));
    const groove = curve((t) => ({ x: root.x, y: root.y - 0.3 * reach + 0.9 * reach * t }), 3);
    paintStroke(canvas, groove, 0.02, skin * 0.45, 0.8);
  }
  const line = (edge: (x: number) => number): FacePoint[] =>
    curve((t) => {
      const x = left + (right - left) * t;
      return { x, y: edge(x) };
    }, 13);
  paintStroke(canvas, line(upper), 0.026, 0.05, 0.85);
  if (shape.mouthOpen > 0.02 && shape.tongue <= 0) paintStroke(canvas, line(lower), 0.02, 0.1, 0.7);
  // The shadow under the lower lip.
  const under = curve((t) => {
    const x = center.x + (t - 0.5) * halfWidth * 1.1;
    return { x, y: lowerEdge(x) + 0.045 };
  });
  paintStroke(canvas, under, 0.035, skin * 0.6, 0.4);
}
