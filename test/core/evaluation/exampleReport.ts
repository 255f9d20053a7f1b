import { type EvaluationReport, scorePredictions } from '@ferkit/core/metrics';

/** Labels that break careless writers of Markdown and CSV. */
export const AWKWARD_LABELS = ['sad, "very"', 'a|b', '*_x_*\n<b>', '__proto__'] as const;

/** A report over made-up predictions: 5 samples, of which 3 are right, and one of them a copy. */
export function exampleReport(labels: readonly string[] = ['angry', 'happy', 'sad', 'neutral']): EvaluationReport {
  const truth = Uint8Array.of(0, 0, 1, 2, 2);
  const scores = Float32Array.of(
    ...[0.75, 0.125, 0.125, 0],
    ...[0.25, 0.5, 0.25, 0],
    ...[0, 1, 0, 0],
    ...[0.0625, 0, 0.9375, 0],
    ...[0.5, 0.125, 0.375, 0],
  );
  return {
    schema: 1,
    dataset: 'synthetic_faces, test',
    ...scorePredictions({ labels, truth, scores }),
    withoutTrainingCopies: scorePredictions({ labels, truth: truth.slice(1), scores: scores.slice(4) }),
    model: {
      schema: 1,
      labels,
      input: { width: 48, height: 48, channels: 1 },
      preprocessing: { gray: 'rec601', resize: 'area', mean: 0.5, std: 0.25 },
      temperature: 1.54321987654,
      architecture: { id: 'fer-cnn', options: { width: 1, activation: 'relu' } },
      provenance: {
        dataset: 'synthetic_faces',
        epochs: 3,
        seed: 1,
        createdAt: '2026-01-02T03:04:05.000Z',
        library: '@ferkit/core 0.1.0',
        backend: 'wasm',
      },
    },
    backend: {
      name: 'wasm',
      device: 'WebAssembly with SIMD, 1 thread',
      accelerated: false,
      refused: [{ name: 'webgpu', reason: 'no adapter' }],
    },
  };
}
