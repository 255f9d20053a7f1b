/**
 * One step of Adam in one pass. `coupled` is L2 regularisation, added to the gradient as coupled * weight; `decoupled` is the weight
 * decay of AdamW, subtracted from the weight as decoupled * weight. `rate` includes both bias corrections.
 */
export function updateAdam(
  weight: usize, gradient: usize, mean: usize, variance: usize, size: i32,
  beta1: f32, beta2: f32, rate: f32, epsilon: f32, coupled: f32, decoupled: f32,
  newWeight: usize, newMean: usize, newVariance: usize,
): void {
  const keep1 = f32x4.splat(beta1), gain1 = f32x4.splat(1 - beta1);
  const keep2 = f32x4.splat(beta2), gain2 = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(rate), epsilons = f32x4.splat(epsilon);
  const coupling = f32x4.splat(coupled), decay = f32x4.splat(decoupled);
  const end = <usize>size * 4;
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) {
    const w = v128.load(weight + at);
    const g = f32x4.add(v128.load(gradient + at), f32x4.mul(w, coupling));
    const m = f32x4.add(f32x4.mul(v128.load(mean + at), keep1), f32x4.mul(g, gain1));
    const v = f32x4.add(f32x4.mul(v128.load(variance + at), keep2), f32x4.mul(f32x4.mul(g, g), gain2));
    const change = f32x4.div(f32x4.mul(m, rates), f32x4.add(f32x4.sqrt(v), epsilons));
    v128.store(newMean + at, m);
    v128.store(newVariance + at, v);
    v128.store(newWeight + at, f32x4.sub(f32x4.sub(w, change), f32x4.mul(w, decay)));
  }
  for (; at < end; at += 4) {
    const w = load<f32>(weight + at);
    const g = load<f32>(gradient + at) + w * coupled;
    const m = load<f32>(mean + at) * beta1 + g * (1 - beta1);
    const v = load<f32>(variance + at) * beta2 + g * g * (1 - beta2);
    store<f32>(newMean + at, m);
    store<f32>(newVariance + at, v);
    store<f32>(newWeight + at, w - (m * rate) / (sqrt<f32>(v) + epsilon) - w * decoupled);
  }
}
