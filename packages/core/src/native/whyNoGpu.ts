import { missingLibraries } from '../backends/missingLibraries.node';
import type { AddonProbe } from './probeAddon';

/** Why a TensorFlow with CUDA computes on the processor; undefined where it does not. */
export function whyNoGpu({ usesGpu, remark }: Extract<AddonProbe, { readonly loads: true }>): string | undefined {
  if (usesGpu) return undefined;
  const said = remark === undefined ? '' : ` TensorFlow says: ${remark}`;
  return missingLibraries(['libcuda.so.1']).length > 0
    ? `there is no NVIDIA driver here (libcuda.so.1).${said}`
    : said.trim() || 'TensorFlow does not say why.';
}
