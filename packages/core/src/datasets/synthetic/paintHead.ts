import { type Distance, ellipseDistance, type FaceCanvas, paintEllipse } from './FaceCanvas';
import type { FaceTraits } from './FaceTraits';

const EVERYWHERE = { left: -9, top: -9, right: 9, bottom: 9 };
/** How far the hair stands out from the head. */
const HAIR = 0.1;

/** Paints what is behind the features: background, shoulders, hair, ears and the shaded head. */
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

/** Light as it falls on the skin: 1 where it meets the head squarely. */
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
