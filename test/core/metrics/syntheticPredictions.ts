/** Numbers from 0 to 255 that look random, by whole-number arithmetic only; sklearn_reference.py draws the same. */
function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 24;
}

/** Predictions made up for a test. */
export interface SyntheticPredictions {
  readonly truth: Uint8Array;
  /** Samples x classes. */
  readonly scores: Float32Array;
}

/** Makes up predictions of which somewhat more than half are right; the kinds bend them towards an edge case. */
export function syntheticPredictions(
  samples: number,
  classes: number,
  seed: number,
  kind: string,
): SyntheticPredictions {
  const next = noise(seed);
  const truth = new Uint8Array(samples);
  const scores = new Float32Array(samples * classes);
  for (let sample = 0; sample < samples; sample++) {
    const own = next() % (kind === 'empty class' ? classes - 1 : classes);
    const weights = Array.from({ length: classes }, (_, label) => 8 * (1 + next()) ** 2 + label);
    if (next() < 128) weights[own]! += 480_000;
    if (kind === 'never predicted') weights[1] = 1;
    if (kind === 'all right') weights[own] = 800_000;
    if (kind === 'all wrong') weights[own] = 0;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    truth[sample] = own;
    scores.set(
      weights.map((weight) => weight / total),
      sample * classes,
    );
  }
  return { truth, scores };
}
