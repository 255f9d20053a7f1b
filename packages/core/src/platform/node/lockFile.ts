import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { type FerError, isFerError } from '../../errors';
import { storageBusy, storageFailed } from '../storageErrors';
import { reasonOf } from '../readErrors';
import { removeTemporaries, temporaryFor, toTarget } from './storage';

/** The holder of a lock: the content of the lock file. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process, because process ids are reused; null if the system does not provide it. */
  readonly started: string | null;
  /** Distinguishes the locks of one process. */
  readonly token: string;
}

/**
 * Age in milliseconds from which a lock without content is abandoned. On file systems without hard links, a process may be
 * killed between creating and writing it.
 */
const ABANDONED = 10_000;

/** Error codes of file systems without hard links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Tokens of the locks that this process holds. */
const held = new Set<string>();

/**
 * `Platform.lock` for Node: a file beside the target that names the process. The lock of a dead process is taken over. The
 * lock of another machine's process stays until a user removes it, because its state is unknown.
 */
export async function lockFile(target: string): Promise<() => Promise<void>> {
  try {
    const path = toTarget('lock', target);
    await mkdir(dirname(path), { recursive: true });
    const release = acquire(`${path}.lock`, target);
    // The holder is the only writer, so temporary files are leftovers of killed processes.
    for (const left of [path, `${path}.lock`, `${path}.lock.takeover`]) removeTemporaries(left);
    return () => {
      release();
      return Promise.resolve();
    };
  } catch (error) {
    throw isFerError(error) ? error : storageFailed('lock', target, error);
  }
}

function acquire(lock: string, target: string): () => void {
  for (;;) {
    const token = randomUUID();
    if (create(lock, token)) return () => releaseLock(lock, token);
    const holder = readHolder(lock);
    // The lock was released after the attempt to create it.
    if (holder === 'none') continue;
    if (holder !== 'abandoned' && isAlive(holder)) throw busy(lock, target, holder);
    // A second lock guards the takeover. Without it, two processes could find the same dead lock, and the slower one would
    // remove the new lock of the faster one.
    const finish = acquire(`${lock}.takeover`, target);
    try {
      const found = readHolder(lock);
      if (found === 'abandoned' || (found !== 'none' && !isAlive(found))) rmSync(lock, { force: true });
    } finally {
      finish();
    }
  }
}

function create(lock: string, token: string): boolean {
  const holder: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid), token };
  const content = JSON.stringify(holder);
  const temporary = temporaryFor(lock);
  let isWritten = false;
  try {
    // Written to a temporary file and linked, so that the lock never exists without its content.
    writeFileSync(temporary, content, { flag: 'wx' });
    isWritten = true;
    try {
      linkSync(temporary, lock);
    } catch (error) {
      if (!NO_LINKS.includes(reasonOf(error))) throw error;
      writeFileSync(lock, content, { flag: 'wx' });
    }
  } catch (error) {
    if (reasonOf(error) === 'EEXIST' && existsSync(dirname(lock))) return false;
    // The new holder removed this temporary file as a leftover. A folder in which no file can be made says ENOENT every time.
    if (reasonOf(error) === 'ENOENT' && existsSync(dirname(lock)) && isWritten) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  held.add(token);
  return true;
}

function releaseLock(lock: string, token: string): void {
  if (!held.delete(token)) return;
  const holder = readHolder(lock);
  // A user may have removed the lock, and another run may have locked since.
  if (typeof holder === 'object' && holder.token === token) rmSync(lock, { force: true });
}

function readHolder(lock: string): Holder | 'none' | 'abandoned' {
  let text: string;
  let age: number;
  try {
    age = Date.now() - statSync(lock).mtimeMs;
    text = readFileSync(lock, 'utf8');
  } catch (error) {
    // ENOTDIR: a file has replaced its folder.
    if (['ENOENT', 'ENOTDIR'].includes(reasonOf(error))) return 'none';
    throw error;
  }
  try {
    const { pid, host, started, token } = JSON.parse(text) as Holder;
    if (Number.isInteger(pid) && pid > 0) return { pid, host, started, token };
  } catch {
    // Not written completely: its age decides below.
  }
  return age > ABANDONED ? 'abandoned' : { pid: 0, host: hostname(), started: null, token: '' };
}

function isAlive({ pid, host, started, token }: Holder): boolean {
  if (host !== hostname() || pid === 0) return true;
  if (pid === process.pid && held.has(token)) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM means that it exists and belongs to another user.
    if (reasonOf(error) === 'ESRCH') return false;
  }
  return started === null || startOf(pid) === started;
}

/** Start time of a process in clock ticks since boot; null without /proc. */
function startOf(pid: number): string | null {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in parentheses, may contain spaces; the start time is the twentieth field after it.
    return facts.slice(facts.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function busy(lock: string, target: string, { pid, host }: Holder): FerError {
  const process = pid === 0 ? 'a process that has just started' : `process ${pid}`;
  const holder = host === hostname() ? process : `${process} on ${host}`;
  return storageBusy(target, holder, `Wait for it to end, or choose another place. If it has ended, remove ${lock}.`);
}
