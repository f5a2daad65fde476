import type { KeyObject } from 'node:crypto';
import type { ControlState } from '../control/control-state.js';
import type { LedgerEntry, Send } from '../ledger/ledger-entry.js';
import type { Ledger } from '../ledger/ledger.js';
import type { ProviderName } from '../providers/provider-name.js';
import { publicKeyOf, SendgridCourier } from '../providers/sendgrid/sendgrid.callbacks.js';
import { TwilioCourier } from '../providers/twilio/twilio.callbacks.js';
import { VonageCourier } from '../providers/vonage/vonage.callbacks.js';
import { WhatsappCourier } from '../providers/whatsapp/whatsapp.callbacks.js';
import { CallbackQueue, type CallbackCourier } from './callback-queue.js';
import { plannedCallbacks } from './callback-rules.js';

const PAGE = 1_000;

export interface CallbackOptions {
  readonly publicUrl: string;
  readonly sendgridKey: KeyObject;
  readonly twilioToken: string;
  readonly vonageSecret: string;
  readonly whatsappSecret: string;
}

/** Watches the ledger and has every provider that calls back do so. */
export class CallbackDesk {
  private readonly queues = new Map<ProviderName, CallbackQueue>();
  readonly sendgridPublicKey: string;

  constructor(
    private readonly ledger: Ledger,
    private readonly state: ControlState,
    options: CallbackOptions,
  ) {
    this.sendgridPublicKey = publicKeyOf(options.sendgridKey);
    this.open('sendgrid', new SendgridCourier(`${options.publicUrl}/callbacks/sendgrid`, options.sendgridKey));
    this.open('twilio', new TwilioCourier(options.twilioToken));
    this.open('vonage', new VonageCourier(options.vonageSecret));
    this.open('whatsapp', new WhatsappCourier(`${options.publicUrl}/callbacks/whatsapp`, options.whatsappSecret));
    ledger.onAccepted((firstSeq, call) => {
      if (!this.queues.has(call.provider)) return;
      const at = Date.parse(call.at);
      call.sends.forEach((send, index) => this.owe(call.provider, firstSeq + index, send, at));
    });
    state.follow(() => Object.fromEntries([...this.queues].map(([name, queue]) => [name, queue.toldUpTo])));
  }

  /** What the last run did not get to tell. To be awaited before the first call is taken. */
  async resume(): Promise<void> {
    const from = Math.min(...[...this.queues.keys()].map((name) => this.state.startedFrom[name] ?? 0));
    for (let after = from; ;) {
      const entries: LedgerEntry[] = await this.ledger.page(after, PAGE, false);
      for (const entry of entries)
        if (entry.seq > (this.state.startedFrom[entry.provider] ?? 0))
          this.owe(entry.provider, entry.seq, entry, Date.parse(entry.at));
      if (entries.length < PAGE) return;
      after = entries.at(-1)!.seq;
    }
  }

  owedBy(name: ProviderName): number {
    return this.queues.get(name)?.size ?? 0;
  }

  countsOf(name: ProviderName): object {
    return { owed: this.owedBy(name), ...this.queues.get(name)?.counts };
  }

  clear(): void {
    this.queues.forEach((queue) => queue.clear());
  }

  stop(): void {
    this.queues.forEach((queue) => queue.stop());
  }

  private open(name: ProviderName, courier: CallbackCourier): void {
    const startedFrom = this.state.startedFrom[name] ?? 0;
    this.queues.set(name, new CallbackQueue(courier, this.state.saveSoon, startedFrom));
  }

  private owe(name: ProviderName, seq: number, send: Send, at: number): void {
    const planned = plannedCallbacks(this.state.rulesOf(name), send);
    const owed = planned.map(({ kind, afterMs, errorCode }) => ({ seq, kind, dueAt: at + afterMs, send, errorCode }));
    this.queues.get(name)?.add(seq, owed);
    // Also what owes nothing moves the mark, or a start would read the whole ledger.
    this.state.saveSoon();
  }
}
