/**
 * Awaits work of a foreign engine, which may never answer: a driver that hangs, a policy that blocks, a script that is silent. The work
 * itself goes on.
 * @param seconds - the most that it may take
 * @param late - composes the error of work that takes longer; gets the limit in words
 */
export async function withinLimit<T>(work: Promise<T>, seconds: number, late: (limit: string) => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // A page that was busy, or asleep, may have the answer already: it comes first.
      setTimeout(() => reject(late(`${seconds} seconds`)));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
