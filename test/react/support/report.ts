import { scorePredictions, type Scores } from '@ferkit/core/metrics';

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
