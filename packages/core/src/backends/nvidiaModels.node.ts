import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

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
