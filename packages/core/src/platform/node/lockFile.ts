import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { type FerError, isFerError } from '../../errors';
import { storageBusy, storageFailed } from '../storageErrors';
import { reasonOf } from '../unreadable';
import { toPath } from './openBytes';
import { removeTemporaries, temporaryFor } from './storage';

/** Who holds a lock, as the lock's file says it. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the words of the system; null where it does not tell. Process numbers are used again. */
  readonly started: string | null;
  /** Tells the locks of one process apart. */
  readonly token: string;
}

/** From this age on, in milliseconds, a lock without content is one whose process was killed before it wrote it; where there are no links. */
const ABANDONED = 10_000;

/** What file systems answer that know no second name of a file. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** The locks that this process holds, by their tokens. */
const held = new Set<string>();

/**
 * `Platform.lock` for Node: a file beside the target that names the process. One whose process is gone is taken over; of a
 * process on another machine nobody can tell, so its lock stays until somebody removes it.
 */
export async function lockFile(target: string): Promise<() => Promise<void>> {
  try {
    const path = toPath(target) ?? target;
    await mkdir(dirname(path), { recursive: true });
    const release = acquire(`${path}.lock`, target);
    // Whoever holds the lock is the only writer, so what lies there was left by one that was killed.
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
    if (create(lock, token)) return () => letGo(lock, token);
    const holder = readHolder(lock);
    // It was released between the two.
    if (holder === 'none') continue;
    if (holder !== 'abandoned' && isAlive(holder)) throw busy(lock, target, holder);
    // Under a lock of its own, or the second of two that find it abandoned would remove the new lock of the first.
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
  try {
    // Made elsewhere and linked, so that it is never seen without its content, whenever this process is killed.
    writeFileSync(temporary, content, { flag: 'wx' });
    try {
      linkSync(temporary, lock);
    } catch (error) {
      if (!NO_LINKS.includes(reasonOf(error))) throw error;
      writeFileSync(lock, content, { flag: 'wx' });
    }
  } catch (error) {
    // The second: who got the lock meanwhile took this for something left behind.
    if (['EEXIST', 'ENOENT'].includes(reasonOf(error)) && existsSync(dirname(lock))) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  held.add(token);
  return true;
}

function letGo(lock: string, token: string): void {
  if (!held.delete(token)) return;
  const holder = readHolder(lock);
  // Somebody may have removed it by hand, and another run have locked since.
  if (typeof holder === 'object' && holder.token === token) rmSync(lock, { force: true });
}

function readHolder(lock: string): Holder | 'none' | 'abandoned' {
  let text: string;
  let age: number;
  try {
    age = Date.now() - statSync(lock).mtimeMs;
    text = readFileSync(lock, 'utf8');
  } catch (error) {
    // The second: where its folder was, there is a file now.
    if (['ENOENT', 'ENOTDIR'].includes(reasonOf(error))) return 'none';
    throw error;
  }
  try {
    const { pid, host, started, token } = JSON.parse(text) as Holder;
    if (Number.isInteger(pid) && pid > 0) return { pid, host, started, token };
  } catch {
    // Judged below by its age.
  }
  return age > ABANDONED ? 'abandoned' : { pid: 0, host: hostname(), started: null, token: '' };
}

function isAlive({ pid, host, started, token }: Holder): boolean {
  if (host !== hostname() || pid === 0) return true;
  if (pid === process.pid && held.has(token)) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and belongs to another user.
    if (reasonOf(error) === 'ESRCH') return false;
  }
  return started === null || startOf(pid) === started;
}

/** When a process began, in ticks since the system did; null where the system has no file that tells. */
function startOf(pid: number): string | null {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces; the start is the twentieth field after it.
    return facts.slice(facts.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function busy(lock: string, target: string, { pid, host }: Holder): FerError {
  const process = pid === 0 ? 'a process that has just begun' : `process ${pid}`;
  const holder = host === hostname() ? process : `${process} on ${host}`;
  return storageBusy(target, holder, `Wait for it to end, or choose another place. If it has ended, remove ${lock}.`);
}
