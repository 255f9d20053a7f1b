import type { TargetFacts } from '../support/FuzzTarget';

/** A target's budgets and its module, which only the target's own process imports. */
interface TargetEntry extends TargetFacts {
  readonly open: () => Promise<() => Promise<unknown>>;
}

/** All entry points for untrusted input. A new target is a file beside this one and a line here. */
export const targets = {
  csv: { share: 190, memory: 128, open: async () => (await import('./csv')).openCsv },
  gzip: { share: 130, memory: 128, open: async () => (await import('./gzip')).openGzip },
  npy: { share: 160, memory: 128, open: async () => (await import('./npy')).openNpy },
  layouts: { share: 60, memory: 256, open: async () => (await import('./layouts')).openLayouts },
  images: { share: 190, memory: 512, open: async () => (await import('./images')).openImages },
  'fer-plus': { share: 130, memory: 128, open: async () => (await import('./ferPlus')).openFerPlus },
  'model.json': { share: 50, memory: 160, open: async () => (await import('./modelJson')).openModelJson },
  weights: { share: 50, memory: 160, open: async () => (await import('./weights')).openWeights },
  checkpoint: { share: 25, memory: 128, open: async () => (await import('./checkpoint')).openCheckpoint },
  // Mostly garbage not yet collected, and WebAssembly memory, which never shrinks: 8,000 inputs and a garbage collection leave
  // 11 MiB more JavaScript, 67 MiB more WebAssembly memory and no tensors.
  arguments: { share: 25, memory: 512, open: async () => (await import('./arguments')).openArguments },
  // Likewise: 8,000 inputs and a garbage collection leave 13 MiB more JavaScript.
  worker: { share: 30, memory: 384, open: async () => (await import('./workerMessages')).openWorkerMessages },
  exchange: { share: 20, memory: 256, open: async () => (await import('./exchange')).openExchangeFiles },
} satisfies Readonly<Record<string, TargetEntry>>;

/** The name of a target. */
export type TargetName = keyof typeof targets;

/** The names of all targets in the order in which they run. */
export const targetNames = Object.keys(targets) as TargetName[];
