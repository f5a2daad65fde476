/** The standby of a process as its other threads see it: what they take, and what they lose, they tell the thread that has it. */
import type { MessagePort } from 'node:worker_threads';
import type { Sheet, SheetOutcome } from './counters.js';
import type { Standby } from './standby.js';

type ToStandby =
  | { readonly name: 'take'; readonly id: number; readonly sheets: readonly Sheet[] }
  | { readonly name: 'begins'; readonly connection: string; readonly why: string }
  | { readonly name: 'ends'; readonly connection: string };

interface FromStandby {
  readonly id: number;
  readonly outcomes: SheetOutcome[];
}

export class ThreadStandby implements Standby {
  private readonly waiting = new Map<number, (outcomes: SheetOutcome[]) => void>();
  private calls = 0;

  constructor(
    private readonly port: MessagePort,
    private readonly thread: string,
  ) {
    port.on('message', ({ id, outcomes }: FromStandby) => {
      this.waiting.get(id)?.(outcomes);
      this.waiting.delete(id);
    });
    // Whoever waits for an answer has something else that keeps the thread alive.
    port.unref();
  }

  take(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    const id = ++this.calls;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.tell({ name: 'take', id, sheets });
    });
  }

  begins(connection: string, why: string): void {
    this.tell({ name: 'begins', connection: this.nameOf(connection), why });
  }

  ends(connection: string): void {
    this.tell({ name: 'ends', connection: this.nameOf(connection) });
  }

  private nameOf(connection: string): string {
    return `${connection} of the ${this.thread}`;
  }

  private tell(message: ToStandby): void {
    this.port.postMessage(message);
  }
}

/** Answers a ThreadStandby at the other end of the port. */
export function shareStandby(standby: Standby, port: MessagePort): void {
  port.on('message', (message: ToStandby) => {
    if (message.name === 'begins') return standby.begins(message.connection, message.why);
    if (message.name === 'ends') return standby.ends(message.connection);
    void standby.take(message.sheets).then((outcomes) => {
      port.postMessage({ id: message.id, outcomes } satisfies FromStandby);
    });
  });
  port.unref();
}
