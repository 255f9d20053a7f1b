/** Speed and remaining time of a run. */
export interface ProgressMeter {
  /** Notes that samples were trained. */
  add(samples: number): void;
  readonly samplesPerSecond: number;
}

/** How far back the speed looks, in milliseconds: long enough to be steady, short enough to follow a change. */
const WINDOW = 10_000;

/** Measures samples per second over the last ten seconds. */
export function createProgressMeter(now: () => number = () => performance.now()): ProgressMeter {
  const marks: { readonly time: number; readonly samples: number }[] = [{ time: now(), samples: 0 }];
  let total = 0;
  return {
    add: (samples) => {
      total += samples;
      const time = now();
      marks.push({ time, samples: total });
      while (marks.length > 2 && time - marks[1]!.time > WINDOW) marks.shift();
    },
    get samplesPerSecond() {
      const first = marks[0]!;
      const last = marks.at(-1)!;
      const seconds = (last.time - first.time) / 1000;
      return seconds > 0 ? (last.samples - first.samples) / seconds : 0;
    },
  };
}
