/**
 * Several statements in one round trip, over pg's wire layer: Parse (once per connection and name), Bind, Describe and
 * Execute for each, then one Sync. Without BEGIN among them they are one transaction that the Sync commits; the first
 * that fails makes the server skip the rest.
 *
 * pg knows such objects as Submittables; pg-cursor and pg-query-stream are others.
 */
import type { EventEmitter } from 'node:events';
import pg from 'pg';
import { arrayTypesOf } from './binary-array.js';
import { encodeValue, type Encoded } from './encode-value.js';
import type { Statement } from './statement.js';

interface WireConnection extends EventEmitter {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  parse(message: { name: string; text: string }): void;
  bind(message: { statement: string; values: Encoded[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { rows?: number }): void;
  sync(): void;
}

interface WireResult {
  rows: Record<string, unknown>[];
  addFields(fields: unknown): void;
  parseRow(fields: unknown): Record<string, unknown>;
}

/** A failed pipeline: how far it came, which statement it was, whether the server said so itself. */
export class PipelineError extends Error {
  constructor(
    override readonly cause: Error,
    /** Statements that were executed. */
    readonly completed: number,
    /** The server reported it and goes on: nothing of this pipeline will happen. */
    readonly reported: boolean,
  ) {
    super(cause.message);
  }
}

function encodeValues(statement: Statement): Encoded[] {
  const types = arrayTypesOf(statement);
  return statement.values.map((value, i) => encodeValue(value, types[i]));
}

const newResult = (): WireResult => new (pg as unknown as { Result: new () => WireResult }).Result();

export class Pipeline {
  readonly done: Promise<Record<string, unknown>[][]>;
  private readonly encoded: Encoded[][];
  private readonly results: Record<string, unknown>[][] = [];
  private readonly parsing: Statement[] = [];
  private current = newResult();
  private rowError: Error | undefined;
  private resolve!: (rows: Record<string, unknown>[][]) => void;
  private reject!: (error: PipelineError) => void;
  private connection: WireConnection | undefined;
  /** Listens for what is parsed, if anything has to be. */
  private parsed: (() => void) | undefined;

  constructor(private readonly statements: readonly Statement[]) {
    this.encoded = statements.map(encodeValues);
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Called by pg when the connection is free. */
  submit(connection: WireConnection): Error | null {
    const wrong = this.statements.find(({ name, text }) => (connection.parsedStatements[name] ?? text) !== text);
    if (wrong) return new Error(`statement ${wrong.name} has two texts`);
    this.connection = connection;
    connection.stream.cork();
    try {
      this.statements.forEach((statement, i) => this.send(connection, statement, this.encoded[i] as Encoded[]));
      connection.sync();
      if (this.parsing.length > 0) this.listen(connection);
    } finally {
      connection.stream.uncork();
    }
    return null;
  }

  private send(connection: WireConnection, statement: Statement, values: Encoded[]): void {
    const { name, text } = statement;
    const known = name !== '' && (connection.parsedStatements[name] ?? this.parsing.find((s) => s.name === name));
    if (!known) {
      connection.parse({ name, text });
      this.parsing.push(statement);
    }
    connection.bind({ statement: name, values });
    connection.describe({ type: 'P', name: '' });
    connection.execute({});
  }

  /** Only where it is needed: a function that every pipeline had for a property would keep it until the whole heap is collected. */
  private listen(connection: WireConnection): void {
    const parsed = (): void => {
      const statement = this.parsing.shift();
      if (statement?.name) connection.parsedStatements[statement.name] = statement.text;
    };
    this.parsed = parsed;
    connection.on('parseComplete', parsed);
  }

  private unlisten(): void {
    if (this.parsed) this.connection?.off('parseComplete', this.parsed);
  }

  handleRowDescription(message: { fields: unknown }): void {
    this.current.addFields(message.fields);
  }

  handleDataRow(message: { fields: unknown }): void {
    if (this.rowError) return;
    try {
      this.current.rows.push(this.current.parseRow(message.fields));
    } catch (error) {
      this.rowError = error as Error;
    }
  }

  handleCommandComplete(): void {
    this.results.push(this.current.rows);
    this.current = newResult();
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleError(error: Error & { severity?: string }): void {
    this.unlisten();
    this.reject(new PipelineError(error, this.results.length, error.severity === 'ERROR'));
  }

  handleReadyForQuery(): void {
    this.unlisten();
    if (this.rowError) this.reject(new PipelineError(this.rowError, this.results.length, false));
    else this.resolve(this.results);
  }

  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}
