import type { ExpressionShape } from './ExpressionShape';
import { curve, type FaceCanvas, paintEllipse, paintStroke } from './FaceCanvas';
import type { FaceTraits } from './FaceTraits';
import { project } from './project';

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
