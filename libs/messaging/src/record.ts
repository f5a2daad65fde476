/** What is sent. Headers pass through as they are (CloudEvents, traceparent). */
export interface KafkaRecord {
  readonly key: string | null;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came. `value` is the bytes read as UTF-8; who must keep what nobody can read takes `bytes`. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** When it was written, in milliseconds. */
  readonly timestamp: number;
}

/** Records of one partition of one lane, in order. */
export interface LaneBatch {
  /** Without the topic prefix, as in contracts. */
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ConsumedRecord[];
  /**
   * Fires when the lane is rebalanced or stopped. The handler should finish what it has begun and return; what is not
   * done by then comes again, here or elsewhere.
   */
  readonly signal: AbortSignal;
  /** The record is dealt with. Offsets are committed up to the first record that is not done. */
  done(record: ConsumedRecord): void;
  /** All of them are. A handler that returns without any call of `done` has done nothing. */
  allDone(): void;
}
