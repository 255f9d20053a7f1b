import type { Random } from '../../random';
import type { FacePose } from './FaceCanvas';

/** The random traits of a drawn person and their picture. Tones are 0 black to 1 white. */
export interface FaceTraits {
  readonly pose: FacePose;
  /** Rotation of the head to its left, in radians. */
  readonly yaw: number;
  /** Downward tilt of the head, in radians. */
  readonly pitch: number;
  readonly headWidth: number;
  readonly headHeight: number;
  /** Relative narrowing from the temples to the jaw. */
  readonly jaw: number;
  readonly skin: number;
  readonly hair: number;
  readonly background: number;
  readonly backgroundSlope: number;
  /** Direction of the light source, in radians. */
  readonly lightAngle: number;
  /** Strength of the shading. */
  readonly lightStrength: number;
  readonly hairline: number;
  readonly longHair: boolean;
  readonly eyeDistance: number;
  readonly eyeSize: number;
  readonly eyeHeight: number;
  readonly browWidth: number;
  readonly browHeight: number;
  readonly noseLength: number;
  readonly noseWidth: number;
  readonly mouthHeight: number;
  readonly mouthSize: number;
  readonly lipFullness: number;
  readonly glasses: boolean;
  /** Darkness of a beard; 0 is none. */
  readonly beard: number;
  /** Standard deviation of the picture's noise. */
  readonly noise: number;
}

/** Samples the traits of a person and their picture. */
export function drawTraits(random: Random): FaceTraits {
  const from = (low: number, high: number): number => low + (high - low) * random.next();
  const skin = from(0.4, 0.88);
  return {
    pose: {
      tilt: 0.09 * clip(random.normal()),
      zoom: from(1.08, 1.3),
      center: { x: 0.06 * clip(random.normal()), y: -0.1 + 0.05 * clip(random.normal()) },
    },
    yaw: 0.16 * clip(random.normal()),
    pitch: 0.07 * clip(random.normal()),
    headWidth: from(0.68, 0.8),
    headHeight: from(0.94, 1.04),
    jaw: from(0.05, 0.3),
    skin,
    hair: random.next() < 0.75 ? from(0.05, 0.25) : from(0.5, 0.8),
    background: from(0.1, 0.9),
    backgroundSlope: from(-0.15, 0.15),
    lightAngle: from(0, 2 * Math.PI),
    lightStrength: from(0.05, 0.35),
    hairline: from(-0.75, -0.58),
    longHair: random.next() < 0.45,
    eyeDistance: from(0.29, 0.35),
    eyeSize: from(0.9, 1.15),
    eyeHeight: from(-0.14, -0.06),
    browWidth: from(0.04, 0.075),
    browHeight: from(0.17, 0.22),
    noseLength: from(0.3, 0.4),
    noseWidth: from(0.11, 0.16),
    mouthHeight: from(0.5, 0.57),
    mouthSize: from(0.24, 0.29),
    lipFullness: from(0.035, 0.065),
    glasses: random.next() < 0.12,
    beard: random.next() < 0.15 ? from(0.15, 0.5) : 0,
    noise: from(0.01, 0.04),
  };
}

/** Limits a normal draw to two standard deviations, so that the face stays in the picture. */
function clip(value: number): number {
  return Math.min(Math.max(value, -2), 2);
}
