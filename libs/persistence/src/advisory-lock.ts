import type { Transaction } from './statement.js';

const text = (fn: string) => `select ${fn}(hashtextextended($1, 0)) as taken`;

/** Held until the transaction ends; waits for its turn. */
export async function lock(tx: Transaction, name: string): Promise<void> {
  await tx.query({ name: 'advisory.lock', text: text('pg_advisory_xact_lock'), values: [name] });
}

/** Held until the transaction ends; false if another has it. */
export async function tryLock(tx: Transaction, name: string): Promise<boolean> {
  const [row] = await tx.query<{ taken: boolean }>({
    name: 'advisory.try',
    text: text('pg_try_advisory_xact_lock'),
    values: [name],
  });
  return row?.taken === true;
}
