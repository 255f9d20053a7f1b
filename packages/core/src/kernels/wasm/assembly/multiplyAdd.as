// The module is built twice: for engines with relaxed SIMD and for engines without.

/** a * b + sum in each lane; rounded once with a fused instruction (relaxed SIMD on a processor with FMA), else twice. */
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}
