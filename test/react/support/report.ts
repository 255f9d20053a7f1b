import { type EvaluationReport, type Robustness, scorePredictions, type Scores } from '@ferkit/core/metrics';

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

/** The report of an imaginary network with these scores. */
export function reportOf(scores: Scores, dataset = 'drawn faces'): EvaluationReport {
  return {
    schema: 1,
    dataset,
    ...scores,
    model: {
      schema: 1,
      labels: scores.confusion.labels,
      input: { width: 48, height: 48, channels: 1 },
      preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 },
      temperature: 1.23456,
      architecture: { id: 'fer-cnn', options: {} },
      provenance: {
        dataset: 'more drawn faces',
        epochs: 12,
        seed: 7,
        createdAt: '2026-11-30T23:30:00.000Z',
        library: '@ferkit/core 0.1.0',
        backend: 'wasm',
      },
    },
    backend: { name: 'cpu', device: 'JavaScript', accelerated: false, refused: [] },
  };
}
