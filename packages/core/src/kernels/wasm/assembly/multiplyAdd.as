// Built twice: for engines with relaxed SIMD, and for those without.

/** a b + sum, each lane; rounded once where the engine and the processor have one instruction for it, else twice. */
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}
