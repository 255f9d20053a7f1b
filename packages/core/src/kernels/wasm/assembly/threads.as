// Runs the operations of a forward pass in several threads. The caller publishes a job: steps, each of which is one operation in several
// parts, or several small operations in one. Threads claim tickets for parts, one after the other; a step starts when all tickets before it
// are done. A thread that comes late, or never, delays nobody: the others claim its parts. Tickets are numbered through all jobs, so that
// a claim of a job that has ended fails.

import { runPart } from './program';
import { RECORD } from './record';

/** The state that all threads share; graphs/wasm/ProgramThreads.ts allocates it. Words that change often lie in cache lines of their own. */
@unmanaged
class Job {
  /** Odd while a job is written, then even; `END` ends the threads. */
  version: i32;
  /** Threads that sleep until the version changes. */
  sleepers: i32;
  operations: usize;
  batch: i32;
  /** Memory of the first thread; that of the others follows, `scratchBytes` apart. */
  scratch: usize;
  scratchBytes: usize;
  steps: i32;
  /** The ticket after the last one. */
  end: i32;
}

const NEXT: usize = 64;
const DONE: usize = 128;
const STEPS: usize = 192;
const END: i32 = -1;

/** Polls before a thread sleeps: some tenths of a millisecond. */
const POLLS: i32 = 100_000;

/** Nanoseconds that a thread sleeps at most during a job. */
const NAP: i64 = 100_000;

@unmanaged
class Step {
  /** Of operations. */
  first: i32;
  end: i32;
  parts: i32;
  /** The ticket of the first part. */
  ticket: i32;
}

@inline
function stepAt(job: usize, index: i32): Step {
  return changetype<Step>(job + STEPS + <usize>index * offsetof<Step>());
}

/** Publishes a job. All tickets of the last one must be done. `minWork` is the least work of a part, `mostParts` the most parts of an operation. */
export function publish(
  address: usize, operations: usize, count: i32, batch: i32, scratch: usize, scratchBytes: usize, minWork: i32, mostParts: i32,
): void {
  const job = changetype<Job>(address);
  const version = atomic.load<i32>(address);
  atomic.store<i32>(address, version + 1);
  let ticket = atomic.load<i32>(address + NEXT);
  let steps = 0;
  let isJoined = false;
  for (let index = 0; index < count; index++) {
    const operation = operations + <usize>index * RECORD;
    const work = <i64>load<i32>(operation, RECORD - 4) * batch;
    const parts = <i32>max<i64>(1, min<i64>(mostParts, work / minWork));
    if (parts == 1 && isJoined) {
      stepAt(address, steps - 1).end = index + 1;
      continue;
    }
    const step = stepAt(address, steps++);
    step.first = index;
    step.end = index + 1;
    step.parts = parts;
    step.ticket = ticket;
    ticket += parts;
    isJoined = parts == 1;
  }
  job.operations = operations;
  job.batch = batch;
  job.scratch = scratch;
  job.scratchBytes = scratchBytes;
  job.steps = steps;
  job.end = ticket;
  atomic.store<i32>(address, (version + 2) & 0x7ffffffe);
  if (atomic.load<i32>(address, 4) > 0) atomic.notify(address, -1);
}

/**
 * Claims and runs tickets of a job until all are claimed, as thread `thread`. Without `naps`, which the main thread of a page may not take,
 * the thread only polls.
 * @returns 1, or 0 if tickets of other threads have not been done for long
 */
export function work(address: usize, thread: i32, naps: i32): i32 {
  const version = atomic.load<i32>(address);
  const job = changetype<Job>(address);
  const operations = job.operations, batch = job.batch, steps = job.steps, end = job.end;
  const scratch = job.scratch + <usize>thread * job.scratchBytes;
  // Another job is published, and what was read may be of both.
  if ((version & 1) != 0 || atomic.load<i32>(address) != version) return 1;
  let index = 0;
  let ticket = atomic.load<i32>(address + NEXT);
  while (ticket - end < 0) {
    while (index + 1 < steps && ticket - stepAt(address, index + 1).ticket >= 0) index++;
    const step = stepAt(address, index);
    const first = step.first, last = step.end, parts = step.parts, start = step.ticket;
    if (!awaitDone(address, start, naps)) return 0;
    // Succeeds only if the ticket, and so the job, is still open.
    if (atomic.cmpxchg<i32>(address + NEXT, ticket, ticket + 1) == ticket) {
      for (let operation = first; operation < last; operation++) {
        runPart(operations + <usize>operation * RECORD, batch, scratch, ticket - start, parts);
      }
      atomic.add<i32>(address + DONE, 1);
    }
    ticket = atomic.load<i32>(address + NEXT);
  }
  return 1;
}

/** Waits until all tickets of the job are done. @returns 1, or 0 if that takes long */
export function finish(address: usize, naps: i32): i32 {
  return awaitDone(address, changetype<Job>(address).end, naps) ? 1 : 0;
}

function awaitDone(address: usize, ticket: i32, naps: i32): bool {
  let polls = POLLS;
  let done = atomic.load<i32>(address + DONE);
  while (done - ticket < 0) {
    if (--polls < 0) {
      if (naps-- <= 0) return false;
      atomic.wait<i32>(address + DONE, done, NAP);
    }
    done = atomic.load<i32>(address + DONE);
  }
  return true;
}

/** The life of another thread: takes part in every job, and returns when the threads end. */
export function serve(address: usize, thread: i32): void {
  let seen = 0;
  let polls = POLLS;
  for (;;) {
    const version = atomic.load<i32>(address);
    if (version == END) return;
    if (version != seen && (version & 1) == 0) {
      seen = version;
      // Naps without end: the caller decides when it has waited for too long.
      while (work(address, thread, i32.MAX_VALUE) == 0) {}
      polls = POLLS;
    } else if (--polls < 0) {
      atomic.add<i32>(address + 4, 1);
      atomic.wait<i32>(address, version, -1);
      atomic.sub<i32>(address + 4, 1);
    }
  }
}

/** Lets all other threads return from `serve`. */
export function end(address: usize): void {
  atomic.store<i32>(address, END);
  atomic.notify(address, -1);
}

export { run } from './program';
export { packPanels } from './matrix';
export { transformFilter } from './winograd';
