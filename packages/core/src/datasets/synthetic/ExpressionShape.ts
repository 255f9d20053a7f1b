import type { Expression } from '../../labels';

/** The state of a face's muscles. Lengths are in units of half the head's height. */
export interface ExpressionShape {
  /** Height of the inner end of the brow above its rest position. */
  readonly browInner: number;
  /** Height of the outer end of the brow above its rest position. */
  readonly browOuter: number;
  /** Additional arch of the brow: height of its middle above the line of its ends. */
  readonly browArch: number;
  /** Displacement of the brows towards each other. */
  readonly browGap: number;
  /** Opening of the upper lid; 1 is relaxed. */
  readonly lidUpper: number;
  /** Height of the lower lid; 0 is relaxed, 1 closes the eye. */
  readonly lidLower: number;
  /** Droop of the outer corner of the eye. */
  readonly lidSlant: number;
  /** Downward gaze; 1 is the lid's edge. */
  readonly gazeDown: number;
  /** Width of the mouth; 1 is relaxed. */
  readonly mouthWidth: number;
  /** Height of the corners of the mouth above its middle. */
  readonly mouthLift: number;
  /** Opening of the mouth. */
  readonly mouthOpen: number;
  /** Height of the middle of the upper lip above its rest position. */
  readonly lipRaise: number;
  /** Shape of the open mouth: 0 an ellipse, 1 a rectangle. */
  readonly mouthSquare: number;
  /** Visible fraction of the upper teeth, 0 to 1. */
  readonly teethUpper: number;
  /** Visible fraction of the lower teeth, 0 to 1. */
  readonly teethLower: number;
  /** Visible fraction of the tongue, 0 to 1. */
  readonly tongue: number;
  /** Height of one corner of the upper lip above the other. */
  readonly sneer: number;
  /** Depth of the wrinkles across the nose, 0 to 1. */
  readonly noseWrinkle: number;
  /** Depth of the vertical lines between the brows, 0 to 1. */
  readonly browFurrow: number;
  /** Depth of the horizontal lines on the forehead, 0 to 1. */
  readonly foreheadLines: number;
  /** Depth of the folds from the nose to the corners of the mouth, 0 to 1. */
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
 * The shape of each expression at full strength, after the prototypes of P. Ekman and W. V. Friesen, "Unmasking the Face"
 * (1975).
 */
const expressionShapes: Readonly<Record<Expression, ExpressionShape>> = {
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

/** Interpolates between neutral (strength 0) and the full expression (strength 1). */
export function blendShape(expression: Expression, strength: number): ExpressionShape {
  const full = expressionShapes[expression];
  const blended = Object.entries(neutral).map(([key, rest]) => [
    key,
    (rest as number) + strength * (full[key as keyof ExpressionShape] - (rest as number)),
  ]);
  return Object.fromEntries(blended) as Record<keyof ExpressionShape, number>;
}
