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
  const uniform = (low: number, high: number): number => low + (high - low) * random.next();
  const skin = uniform(0.4, 0.88);
  return {
    pose: {
      tilt: 0.09 * clip(random.normal()),
      zoom: uniform(1.08, 1.3),
      center: { x: 0.06 * clip(random.normal()), y: -0.1 + 0.05 * clip(random.normal()) },
    },
    yaw: 0.16 * clip(random.normal()),
    pitch: 0.07 * clip(random.normal()),
    headWidth: uniform(0.68, 0.8),
    headHeight: uniform(0.94, 1.04),
    jaw: uniform(0.05, 0.3),
    skin,
    hair: random.next() < 0.75 ? uniform(0.05, 0.25) : uniform(0.5, 0.8),
    background: uniform(0.1, 0.9),
    backgroundSlope: uniform(-0.15, 0.15),
    lightAngle: uniform(0, 2 * Math.PI),
    lightStrength: uniform(0.05, 0.35),
    hairline: uniform(-0.75, -0.58),
    longHair: random.next() < 0.45,
    eyeDistance: uniform(0.29, 0.35),
    eyeSize: uniform(0.9, 1.15),
    eyeHeight: uniform(-0.14, -0.06),
    browWidth: uniform(0.04, 0.075),
    browHeight: uniform(0.17, 0.22),
    noseLength: uniform(0.3, 0.4),
    noseWidth: uniform(0.11, 0.16),
    mouthHeight: uniform(0.5, 0.57),
    mouthSize: uniform(0.24, 0.29),
    lipFullness: uniform(0.035, 0.065),
    glasses: random.next() < 0.12,
    beard: random.next() < 0.15 ? uniform(0.15, 0.5) : 0,
    noise: uniform(0.01, 0.04),
  };
}

/** Limits a normal draw to two standard deviations, so that the face stays in the picture. */
function clip(value: number): number {
  return Math.min(Math.max(value, -2), 2);
}
