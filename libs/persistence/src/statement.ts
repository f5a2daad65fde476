/** One SQL statement. The name is its identity: it is prepared once per connection, so one name has one text for ever. '' is prepared each time. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What runs statements one at a time, each committed by itself. */
export interface Queryable {
  query<R = Record<string, unknown>>(statement: Statement): Promise<R[]>;
}

/**
 * An open transaction. Statements issued in one tick travel together in one round trip, BEGIN with the first of them;
 * so `Promise.all([tx.query(a), tx.query(b)])` costs one.
 */
export interface Transaction extends Queryable {
  /** Sent with whatever goes next, at the latest with the COMMIT. If it fails, the transaction fails. */
  enqueue(statement: Statement): void;
}
