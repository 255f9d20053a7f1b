import Module from 'node:module';

// Before the tests of the vitest project "tensorflow": lets them find the package that scripts/prepareTensorFlow.mjs installed,
// and no others. Node reads NODE_PATH only when it starts.
(Module as unknown as { readonly _initPaths: () => void })._initPaths();
