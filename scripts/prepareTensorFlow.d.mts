/** Where Node looks for the package in the tests. */
export const tensorFlowModules: string;

/** Whether the tests can run on TensorFlow. */
export function hasTensorFlow(): boolean;

/** Makes it so, where it can be. The packages have to be built. */
export function prepareTensorFlow(): void;
