/** NODE_PATH of the tests. */
export const tensorFlowModules: string;

/** Whether the tests can run on TensorFlow. */
export function hasTensorFlow(): boolean;

/** Installs TensorFlow where possible. The packages must be built. */
export function prepareTensorFlow(): void;
