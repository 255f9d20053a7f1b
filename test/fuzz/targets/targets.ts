import type { TargetFacts } from '../support/FuzzTarget';

/** A target: what is known of it beforehand, and the file that makes it, which only its own process loads. */
interface TargetEntry extends TargetFacts {
  readonly open: () => Promise<() => Promise<unknown>>;
}

/** The doors of ferkit. A new one is a file beside this and a line here. */
export const targets = {
  csv: { share: 190, memory: 128, open: async () => (await import('./csv')).openCsv },
  gzip: { share: 130, memory: 128, open: async () => (await import('./gzip')).openGzip },
  npy: { share: 160, memory: 128, open: async () => (await import('./npy')).openNpy },
  images: { share: 190, memory: 512, open: async () => (await import('./images')).openImages },
  'fer-plus': { share: 130, memory: 128, open: async () => (await import('./ferPlus')).openFerPlus },
  'model.json': { share: 50, memory: 160, open: async () => (await import('./modelJson')).openModelJson },
  weights: { share: 50, memory: 160, open: async () => (await import('./weights')).openWeights },
  checkpoint: { share: 25, memory: 128, open: async () => (await import('./checkpoint')).openCheckpoint },
  // Most of this is garbage that V8 leaves for later, and the memory of WebAssembly, which never shrinks: after 8,000 inputs and
  // a collection there are 11 MiB more JavaScript and 67 MiB more of the engine, and no tensor, than after the good ones.
  arguments: { share: 25, memory: 512, open: async () => (await import('./arguments')).openArguments },
  // The same: after 8,000 inputs and a collection there are 13 MiB more JavaScript.
  worker: { share: 30, memory: 384, open: async () => (await import('./workerMessages')).openWorkerMessages },
  exchange: { share: 20, memory: 256, open: async () => (await import('./exchange')).openExchangeFiles },
} satisfies Readonly<Record<string, TargetEntry>>;

/** The name of a target. */
export type TargetName = keyof typeof targets;

/** All names, in the order in which they run. */
export const targetNames = Object.keys(targets) as TargetName[];
