const TENSORFLOW = /^@tensorflow\/tfjs-node(-gpu)?$/;

/** The command that builds the addon of tfjs-node or tfjs-node-gpu; undefined where ferkit cannot build it. */
export function nativeCommand(packageName: string): string | undefined {
  const gpu = packageName.endsWith('-gpu');
  const { platform, arch } = process;
  const isBuilt = platform === 'linux' && (arch === 'x64' || (arch === 'arm64' && !gpu));
  return TENSORFLOW.test(packageName) && isBuilt ? `npx ferkit native install${gpu ? ' --gpu' : ''}` : undefined;
}

/** The command that installs an optional package, ready to be used. */
export function installCommand(packageName: string): string {
  const command = nativeCommand(packageName);
  // The package's own script downloads an addon that is often out of reach, and old, and fails the whole installation.
  return command === undefined
    ? `npm install ${packageName}`
    : `npm install --ignore-scripts ${packageName} && ${command}`;
}
