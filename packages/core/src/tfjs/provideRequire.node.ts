const isMissing = !('require' in globalThis);

/**
 * Lends tfjs the name `require`, by which it loads modules of Node when it is first evaluated. A bundle that is an ES module has no such
 * name, and would end with an error there.
 */
if (isMissing) {
  Object.defineProperty(globalThis, 'require', {
    value: (name: string) => process.getBuiltinModule(name),
    configurable: true,
    writable: true,
  });
}

/** Removes the name again: other code takes it for a sign of CommonJS. */
export function withdrawRequire(): void {
  if (isMissing) Reflect.deleteProperty(globalThis, 'require');
}
