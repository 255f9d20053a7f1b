import { type Robustness, scorePredictions, type Scores } from '@ferkit/core/metrics';

/** Scores of six samples, four of them correct, of three labels; no sample has the last label. */
export function sixSamples(): Scores {
  return scorePredictions({
    labels: ['happy', 'sad', 'disgust'],
    truth: Uint8Array.of(0, 0, 0, 0, 1, 1),
    scores: Float32Array.of(
      ...[0.9, 0.1, 0],
      ...[0.9, 0.1, 0],
      ...[0.7, 0.3, 0],
      ...[0.2, 0.8, 0],
      ...[0.3, 0.7, 0],
      ...[0.6, 0.4, 0],
    ),
  });
}

/** Scores after noise of two strengths, and in the dark. */
export const noisyAndDark: Pick<Robustness, 'corruptions'> = {
  corruptions: [
    { kind: 'noise', strength: 5, accuracy: 0.5, macroF1: 0.4, ece: 0.1 },
    { kind: 'noise', strength: 20, accuracy: 0.25, macroF1: 0.2, ece: 0.5 },
    { kind: 'dark', strength: 1.8, accuracy: 0.125, macroF1: 0.375, ece: 0.2 },
  ],
};
