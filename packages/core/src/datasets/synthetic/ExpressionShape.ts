import type { Expression } from '../../labels';

/** What the muscles of a face do. Lengths are in halves of a head's height, angles of a curve likewise. */
export interface ExpressionShape {
  /** How far the inner end of the brow is raised. */
  readonly browInner: number;
  /** How far the outer end of the brow is raised. */
  readonly browOuter: number;
  /** How far the middle of the brow stands above the line of its ends, beyond its usual arch. */
  readonly browArch: number;
  /** How far the brows are drawn together. */
  readonly browGap: number;
  /** How wide the upper lid is open; 1 is relaxed. */
  readonly lidUpper: number;
  /** How far the lower lid is raised; 1 closes the eye. */
  readonly lidLower: number;
  /** How far the outer corner of the eye droops. */
  readonly lidSlant: number;
  /** How far down the eyes look; 1 is the lid's edge. */
  readonly gazeDown: number;
  /** Width of the mouth; 1 is relaxed. */
  readonly mouthWidth: number;
  /** How far the corners of the mouth are lifted above its middle. */
  readonly mouthLift: number;
  /** How far the mouth is open. */
  readonly mouthOpen: number;
  /** How far the middle of the upper lip is drawn up. */
  readonly lipRaise: number;
  /** How angular the open mouth is: 0 an ellipse, 1 a rectangle. */
  readonly mouthSquare: number;
  /** How much of the upper row of teeth shows. */
  readonly teethUpper: number;
  /** How much of the lower row of teeth shows. */
  readonly teethLower: number;
  /** How far the tongue shows. */
  readonly tongue: number;
  /** How far one corner of the upper lip is lifted above the other. */
  readonly sneer: number;
  /** Depth of the wrinkles across the nose. */
  readonly noseWrinkle: number;
  /** Depth of the upright lines between the brows. */
  readonly browFurrow: number;
  /** Depth of the level lines on the forehead. */
  readonly foreheadLines: number;
  /** Depth of the folds from the nose to the corners of the mouth. */
  readonly cheekFold: number;
}

const neutral: ExpressionShape = {
  browInner: 0,
  browOuter: 0,
  browArch: 0,
  browGap: 0,
  lidUpper: 1,
  lidLower: 0,
  lidSlant: 0,
  gazeDown: 0,
  mouthWidth: 1,
  mouthLift: 0,
  mouthOpen: 0,
  lipRaise: 0,
  mouthSquare: 0,
  teethUpper: 0,
  teethLower: 0,
  tongue: 0,
  sneer: 0,
  noseWrinkle: 0,
  browFurrow: 0,
  foreheadLines: 0,
  cheekFold: 0.12,
};

/**
 * The full-strength shape of each expression. They follow the prototypes of P. Ekman and W. V. Friesen, "Unmasking the
 * Face" (1975).
 */
export const expressionShapes: Readonly<Record<Expression, ExpressionShape>> = {
  neutral,
  angry: {
    ...neutral,
    browInner: -0.15,
    browOuter: 0.08,
    browArch: -0.02,
    browGap: 0.06,
    lidUpper: 0.9,
    lidLower: 0.3,
    mouthWidth: 1,
    mouthLift: -0.04,
    mouthOpen: 0.17,
    mouthSquare: 1,
    teethUpper: 1,
    teethLower: 1,
    noseWrinkle: 0.15,
    browFurrow: 1,
    cheekFold: 0.4,
  },
  disgust: {
    ...neutral,
    browInner: -0.08,
    browOuter: -0.05,
    browGap: 0.03,
    lidUpper: 0.45,
    lidLower: 0.55,
    mouthWidth: 1.1,
    mouthLift: -0.08,
    mouthOpen: 0.2,
    lipRaise: 0.06,
    teethUpper: 0.9,
    tongue: 1,
    sneer: 0.08,
    noseWrinkle: 1,
    browFurrow: 0.3,
    cheekFold: 1,
  },
  fear: {
    ...neutral,
    browInner: 0.2,
    browOuter: 0.03,
    browArch: -0.05,
    browGap: 0.05,
    lidUpper: 1.65,
    lidLower: -0.2,
    mouthWidth: 1.3,
    mouthLift: -0.1,
    mouthOpen: 0.13,
    mouthSquare: 0.4,
    teethLower: 1,
    browFurrow: 0.3,
    foreheadLines: 1,
    cheekFold: 0.2,
  },
  happy: {
    ...neutral,
    browInner: 0.02,
    browOuter: 0.02,
    browArch: 0.02,
    lidUpper: 0.85,
    lidLower: 0.5,
    mouthWidth: 1.35,
    mouthLift: 0.2,
    mouthOpen: 0.14,
    teethUpper: 1,
    cheekFold: 0.8,
  },
  sad: {
    ...neutral,
    browInner: 0.17,
    browOuter: -0.1,
    browArch: -0.02,
    browGap: 0.02,
    lidUpper: 0.65,
    lidSlant: 0.07,
    gazeDown: 0.6,
    mouthWidth: 0.85,
    mouthLift: -0.16,
    foreheadLines: 0.15,
    cheekFold: 0.35,
  },
  surprise: {
    ...neutral,
    browInner: 0.19,
    browOuter: 0.15,
    browArch: 0.09,
    lidUpper: 1.6,
    lidLower: -0.15,
    mouthWidth: 0.62,
    mouthOpen: 0.36,
    foreheadLines: 0.5,
    cheekFold: 0,
  },
};

/** The shape that lies between neutral (strength 0) and the full expression (strength 1). */
export function blendShape(expression: Expression, strength: number): ExpressionShape {
  const full = expressionShapes[expression];
  const blended = Object.entries(neutral).map(([key, rest]) => [
    key,
    (rest as number) + strength * (full[key as keyof ExpressionShape] - (rest as number)),
  ]);
  return Object.fromEntries(blended) as Record<keyof ExpressionShape, number>;
}
