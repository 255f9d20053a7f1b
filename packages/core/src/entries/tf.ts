// The public API of `@ferkit/core/tf`: the copy of tfjs that ferkit runs on, for architectures of one's own. pnpm and yarn's
// Plug'n'Play let a program import only packages that it installs itself, and a second copy would know none of ferkit's backends.
export * from '@tensorflow/tfjs';
