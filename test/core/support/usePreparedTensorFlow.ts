import Module from 'node:module';

// Setup of the vitest project "tensorflow": applies its NODE_PATH, so that only its tests resolve the package that
// scripts/prepareTensorFlow.mjs installed. Node itself reads NODE_PATH only at startup.
(Module as unknown as { readonly _initPaths: () => void })._initPaths();
