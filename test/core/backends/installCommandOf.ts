/** Whether ferkit can build the addon of a package of TensorFlow on this machine. */
export const canBuild = (name: string): boolean =>
  process.platform === 'linux' && (process.arch === 'x64' || (process.arch === 'arm64' && !name.endsWith('-gpu')));

/** The install command that errors suggest if a TensorFlow package is missing. */
export const installCommandOf = (name: string): string =>
  canBuild(name)
    ? `npm install --ignore-scripts ${name} && npx ferkit native install${name.endsWith('-gpu') ? ' --gpu' : ''}`
    : `npm install ${name}`;
