import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { OnApplicationShutdown } from '@nestjs/common';
import { PassingMap } from '#libs/kernel';
import { includeInScrape, type Figures } from '#libs/observability';
import type { Change } from '../../changes/change.js';
import type { Standby } from '../../limits/counting/standby.js';
import { shareStandby } from '../../limits/counting/thread-standby.js';
import type { TextAnswer } from '../send-notification/http-answer.js';
import type { BulkRequest, BulkTaker, ManyRequest } from './bulk-taker.js';

/** What the thread can be asked for. */
export type BulkThreadCall =
  | { readonly name: 'bulk'; readonly request: BulkRequest }
  | { readonly name: 'many'; readonly request: ManyRequest }
  | { readonly name: 'forget'; readonly change: Change | undefined }
  | { readonly name: 'figures' }
  | { readonly name: 'close' };

/** What the thread is started with. */
export interface BulkThreadData {
  readonly standby: MessagePort;
}

export type NumberedCall = BulkThreadCall & { readonly id: number };

export type BulkThreadReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: Error };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Hands what is many at once to a thread of its own (ADR 0015): reading, sealing and storing a thousand notifications must not
 * stand in the way of the one that is urgent. The thread lives and dies with the process.
 */
export class BulkThread implements BulkTaker, OnApplicationShutdown {
  private readonly worker: Worker;
  private readonly waiting = new PassingMap<number, Waiting>();
  private calls = 0;
  private closing = false;

  constructor(standby: Standby) {
    const { port1, port2 } = new MessageChannel();
    shareStandby(standby, port1);
    this.worker = new Worker(new URL('./bulk-thread.worker.js', import.meta.url), {
      workerData: { standby: port2 } satisfies BulkThreadData,
      transferList: [port2],
    });
    this.worker.on('message', (reply: BulkThreadReply) => this.settle(reply));
    // Uncaught here as it was there: the process ends, and its supervisor starts another.
    this.worker.on('error', (error) => {
      throw error;
    });
    this.worker.on('exit', (code) => {
      if (!this.closing) throw new Error(`the bulk thread ended with ${code}`);
    });
    includeInScrape(() => this.call<Figures>({ name: 'figures' }));
  }

  bulk(request: BulkRequest): Promise<TextAnswer> {
    return this.call({ name: 'bulk', request }, ownBytesOf(request.body));
  }

  many(request: ManyRequest): Promise<TextAnswer> {
    return this.call({ name: 'many', request });
  }

  forget(change?: Change): Promise<void> {
    return this.call({ name: 'forget', change });
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    await this.call({ name: 'close' });
  }

  private call<Value>(call: BulkThreadCall, handedOver: ArrayBuffer[] = []): Promise<Value> {
    const id = ++this.calls;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...call, id } satisfies NumberedCall, handedOver);
    });
  }

  private settle(reply: BulkThreadReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value);
    else waiting?.reject(reply.error);
  }
}

/** Of a body that shares its memory with nothing else: handed over, and not copied. */
const ownBytesOf = ({ buffer, byteLength }: Uint8Array): ArrayBuffer[] =>
  buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0 ? [buffer] : [];
