/** Rejects when `work` takes longer. The work itself goes on: whoever calls cuts off what it stands on. */
export async function withDeadline<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  const working = work();
  working.catch(() => {}); // it may fail after the deadline, when nobody waits any more
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
  }
}
