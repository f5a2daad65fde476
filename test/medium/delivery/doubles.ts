/** What stands in for Kafka, the provider and the other apps. */
import type { StatusEvent } from '#libs/contracts';
import type {
  DoubtfulCall,
  KnownConsent,
  Measures,
  Outcome,
  PreferenceCheck,
  ProofOfDelivery,
  Provider,
  ProviderCall,
} from '#libs/delivery';
import type { KafkaRecord } from '#libs/messaging';

/** Takes everything, and remembers it. */
export class MemoryKafka {
  up = true;
  readonly topics = new Map<string, KafkaRecord[]>();
  onEmit: ((topic: string, records: readonly KafkaRecord[]) => void) | undefined;

  emit(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    const known = this.topics.get(topic);
    if (known) known.push(...records);
    else this.topics.set(topic, [...records]);
    this.onEmit?.(topic, records);
    return Promise.resolve();
  }

  whenUp(): Promise<void> {
    return Promise.resolve();
  }

  onUp(): void {}

  values<T>(topic: string): T[] {
    return (this.topics.get(topic) ?? []).map((record) => JSON.parse(record.value) as T);
  }

  /** Kinds of the status events of one delivery, as they came. */
  events(deliveryId: string): StatusEvent[] {
    const all = [...this.values<StatusEvent>('status'), ...this.values<StatusEvent>('status.critical')];
    return all.filter((event) => event.delivery_id === deliveryId);
  }
}

type Answer = (call: ProviderCall, time: number) => Outcome | Promise<Outcome>;

/** Answers as it is told, and remembers every call that reached it. */
export class ScriptedProvider implements Provider {
  readonly name: string;
  readonly group: number;
  readonly calls: ProviderCall[] = [];
  /** When each call came, by performance.now(). */
  readonly times: number[] = [];
  private readonly known = new Map<string, number>();
  /** How many deliveries each call had. */
  readonly sizes: number[] = [];
  answer: Answer;
  /** What it says that it has, where it is asked. */
  has: boolean | undefined;
  readonly asked: DoubtfulCall[] = [];

  constructor(answer: Answer = () => ({ kind: 'sent' }), group = 1, name = 'scripted') {
    this.name = name;
    this.answer = answer;
    this.group = group;
  }

  async send(calls: ProviderCall[]): Promise<Outcome[]> {
    this.sizes.push(calls.length);
    return Promise.all(
      calls.map(async (call) => {
        this.calls.push(call);
        this.times.push(performance.now());
        const time = (this.known.get(call.deliveryId) ?? 0) + 1;
        this.known.set(call.deliveryId, time);
        return this.answer(call, time);
      }),
    );
  }

  ask(calls: readonly DoubtfulCall[]): Promise<(boolean | undefined)[]> {
    this.asked.push(...calls);
    return Promise.resolve(calls.map(() => this.has));
  }

  callsOf(deliveryId: string): ProviderCall[] {
    return this.calls.filter((call) => call.deliveryId === deliveryId);
  }
}

export class ScriptedPreferences implements PreferenceCheck {
  consent: KnownConsent = { answer: 'yes', rule: 'default' };
  asked = 0;

  check(records: readonly unknown[]): Promise<KnownConsent[]> {
    this.asked += records.length;
    return Promise.resolve(records.map(() => this.consent));
  }
}

export class ScriptedProof implements ProofOfDelivery {
  answer: boolean | undefined = false;
  asked = 0;

  ask(records: readonly unknown[]): Promise<(boolean | undefined)[]> {
    this.asked += records.length;
    return Promise.resolve(records.map(() => this.answer));
  }

  /** Notifications that somebody has read. */
  readonly read = new Set<string>();

  seen(records: readonly { readonly notification_id: string }[]): Promise<boolean[]> {
    return Promise.resolve(records.map(({ notification_id }) => this.read.has(notification_id)));
  }
}

export const noMeasures: Measures = { outcome: () => {}, delivered: () => {}, called: () => {}, dead: () => {} };
