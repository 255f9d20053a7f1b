import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Finds the shared libraries that the dynamic linker cannot find, by loading each as if it were a Node addon. That always fails,
 * and the message shows whether the file was found.
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

const DRIVER = '/proc/driver/nvidia/gpus';

/** The names of the NVIDIA GPUs that Linux has a driver for: "NVIDIA H200". Empty elsewhere. */
export async function nvidiaModels(): Promise<readonly string[]> {
  try {
    const slots = (await readdir(DRIVER)).sort();
    const sheets = await Promise.all(slots.map((slot) => readFile(join(DRIVER, slot, 'information'), 'utf8')));
    return sheets.map((sheet) => /^Model:\s*(.+)$/m.exec(sheet)?.[1]?.trim() ?? 'NVIDIA GPU');
  } catch {
    return [];
  }
}
