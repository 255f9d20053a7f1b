/**
 * Tells which shared libraries the dynamic linker cannot find, by asking it. Loading one as if it were a Node addon fails
 * in any case, and the message tells whether the file was found.
 */
export function missingLibraries(names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    try {
      process.dlopen({ exports: {} }, name);
      return false;
    } catch (error) {
      return /cannot open shared object file|image not found|no such file|could not be found/i.test(String(error));
    }
  });
}
