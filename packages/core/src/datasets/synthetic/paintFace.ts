import type { ExpressionShape } from './ExpressionShape';
import {
  between,
  curve,
  type Distance,
  ellipse,
  ellipseDistance,
  type FaceCanvas,
  type FacePoint,
  paintEllipse,
  paintStroke,
} from './FaceCanvas';
import type { FaceTraits } from './FaceTraits';

const EVERYWHERE = { left: -9, top: -9, right: 9, bottom: 9 };
/** Thickness of the hair around the head. */
const HAIR = 0.1;

/** Paints everything behind the features: background, shoulders, hair, ears and the shaded head. */
export function paintHead(canvas: FaceCanvas, traits: FaceTraits): void {
  const { headWidth, headHeight, jaw, skin, hair, background, backgroundSlope, yaw } = traits;
  canvas.paint(
    EVERYWHERE,
    () => -1,
    (x, y) => background + backgroundSlope * (x + y) * 0.5,
  );
  paintEllipse(canvas, { x: 0, y: 1.75 }, 1.25, 0.75, background > 0.5 ? 0.2 : 0.75);
  const hairCenter = { x: 0, y: -0.12 };
  paintEllipse(canvas, hairCenter, headWidth + HAIR, headHeight + HAIR / 2, hair);
  if (traits.longHair) {
    for (const side of [-1, 1]) paintEllipse(canvas, { x: side * headWidth * 0.88, y: 0.35 }, 0.26, 0.85, hair);
  }
  paintEllipse(canvas, { x: 0, y: 1.05 }, headWidth * 0.5, 0.45, skin * 0.7);
  for (const side of [-1, 1]) {
    const near = 1 - side * yaw;
    paintEllipse(canvas, { x: side * headWidth * 0.98, y: 0.02 }, 0.09 * near, 0.19, skin * 0.85);
  }

  const head = { left: -headWidth - HAIR, right: headWidth + HAIR, top: -headHeight - 0.2, bottom: headHeight };
  const shade = shadeOf(traits);
  // Below the temples the head narrows towards the chin.
  const face: Distance = (x, y) => {
    const width = y > 0 ? headWidth * (1 - jaw * y * Math.sqrt(y)) : headWidth;
    return ellipseDistance(x / width, y / headHeight, width, headHeight);
  };
  canvas.paint(head, face, (x, y) => skin * shade(x, y));
  if (traits.beard > 0) paintBeard(canvas, traits, face);
  const hairlineAt = (x: number): number => traits.hairline + 0.35 * x * x * x * x;
  const fringe: Distance = (x, y) =>
    Math.max(
      ellipseDistance(
        x / (headWidth + HAIR),
        (y - hairCenter.y) / (headHeight + HAIR / 2),
        headWidth + HAIR,
        headHeight,
      ),
      y - hairlineAt(x / headWidth),
    );
  canvas.paint({ ...head, bottom: 0 }, fringe, (x, y) => hair * (1 + 0.12 * Math.sin(61 * x + 9 * y)));
}

/** A beard grows denser towards the chin and the sides of the jaw. */
function paintBeard(canvas: FaceCanvas, { headWidth, skin, hair, beard }: FaceTraits, face: Distance): void {
  const tone = Math.min(hair, 0.5 * skin);
  for (const layer of [0, 1, 2, 3, 4]) {
    const top = 0.3 + 0.07 * layer;
    const grown: Distance = (x, y) => Math.max(face(x, y), top - 0.3 * (x / headWidth) ** 2 - y);
    canvas.paint({ left: -headWidth, right: headWidth, top: 0, bottom: 1.1 }, grown, tone, beard * 0.3);
  }
}

/** Brightness of the skin by Lambert's law; 1 for perpendicular light. */
function shadeOf({ headWidth, headHeight, lightAngle, lightStrength }: FaceTraits): Distance {
  const lightX = Math.cos(lightAngle);
  const lightY = Math.sin(lightAngle);
  return (x, y) => {
    const normalX = x / headWidth;
    const normalY = y / headHeight;
    const facing = Math.sqrt(Math.max(0, 1 - 0.8 * (normalX * normalX + normalY * normalY)));
    return 1 - lightStrength * (0.6 - 0.6 * (normalX * lightX + normalY * lightY)) - 0.25 * (1 - facing);
  };
}

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

/** Paints the horizontal lines on a raised forehead. */
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

/** Paints the mouth: lips, and the dark interior, teeth and tongue of an open one. */
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

/** Paints the nose and the folds beside it. */
export function paintNose(canvas: FaceCanvas, traits: FaceTraits, shape: ExpressionShape): void {
  const { skin, noseWidth, eyeHeight, lightAngle } = traits;
  const tip = eyeHeight + traits.noseLength - 0.03 * shape.noseWrinkle;
  const shadowSide = Math.cos(lightAngle) > 0 ? -1 : 1;
  const ridge = curve((t) =>
    project(traits, shadowSide * (0.045 + 0.05 * t), eyeHeight + 0.03 + (tip - eyeHeight - 0.05) * t, 0.42 + 0.13 * t),
  );
  paintStroke(canvas, ridge, 0.035, skin * 0.62, 0.45);
  paintEllipse(canvas, project(traits, 0, tip - 0.02, 0.58), 0.06, 0.055, Math.min(1, skin * 1.15), 0.5);
  for (const side of [-1, 1]) {
    const wing = curve((t) => {
      const angle = -0.9 + 2.2 * t;
      return project(
        traits,
        side * (noseWidth * 0.55 + noseWidth * 0.45 * Math.cos(angle)),
        tip + 0.055 * Math.sin(angle) + 0.01,
        0.5,
      );
    });
    paintStroke(canvas, wing, 0.024, skin * 0.5, 0.7);
    paintEllipse(canvas, project(traits, side * noseWidth * 0.48, tip + 0.045, 0.52), 0.038, 0.02, skin * 0.22, 0.9);
    if (shape.noseWrinkle > 0) {
      for (const row of [0, 1, 2]) {
        const wrinkle = curve(
          (t) => project(traits, side * (0.02 + 0.12 * t), eyeHeight + 0.03 + 0.065 * row - 0.07 * t, 0.48),
          4,
        );
        paintStroke(canvas, wrinkle, 0.034, skin * 0.35, 0.95 * shape.noseWrinkle);
      }
    }
    if (shape.cheekFold > 0) {
      const fold = curve((t) =>
        project(
          traits,
          side * (noseWidth + 0.03 + (0.16 + 0.5 * Math.max(0, shape.mouthLift)) * t ** 0.9),
          tip - 0.01 + 0.27 * t * t + 0.04 * t,
          0.42,
        ),
      );
      paintStroke(canvas, fold, 0.03, skin * 0.55, 0.7 * shape.cheekFold);
    }
  }
}

/** Projects a point of the turned head; `depth` is its distance in front of the head's centre. */
function project({ yaw, pitch }: FaceTraits, x: number, y: number, depth: number): FacePoint {
  return {
    x: x * Math.cos(yaw) + depth * Math.sin(yaw),
    y: y * Math.cos(pitch) + depth * Math.sin(pitch),
  };
}
