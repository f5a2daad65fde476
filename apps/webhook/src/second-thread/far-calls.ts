/**
 * Calls of a provider on another thread: what is asked for in one turn of the event loop travels in one message, and so do the outcomes
 * on their way back.
 */
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { PassingMap } from '#libs/kernel';

interface Question {
  readonly id: number;
  readonly calls: ProviderCall[];
}

/** Questions under one signal, asked in one turn. */
interface Flight {
  readonly id: number;
  readonly questions: Question[];
}

/** What the caller says: calls to make, or a flight that is called off. */
export type Told = { readonly asked: readonly Flight[] } | { readonly off: number };

export type Answer = { readonly id: number } & ({ readonly outcomes: Outcome[] } | { readonly problem: string });

interface Port<Said, Heard> {
  on(event: 'message', listener: (message: Heard) => void): unknown;
  postMessage(message: Said): void;
}

interface Waiting {
  resolve(outcomes: Outcome[]): void;
  reject(error: Error): void;
}

/** The side that asks. */
export class FarCalls implements Pick<Provider, 'send'> {
  private readonly waiting = new PassingMap<number, Waiting>();
  private leaving: { readonly signal: AbortSignal; readonly flight: Flight }[] = [];
  private count = 0;

  constructor(private readonly port: Port<Told, Answer[]>) {
    port.on('message', (answers: Answer[]) => answers.forEach((answer) => this.settle(answer)));
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    const id = ++this.count;
    const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
    this.waiting.set(id, { resolve, reject });
    this.flightUnder(signal).questions.push({ id, calls });
    return promise;
  }

  private flightUnder(signal: AbortSignal): Flight {
    const known = this.leaving.find((one) => one.signal === signal);
    if (known) return known.flight;
    if (this.leaving.length === 0) setImmediate(() => this.leave());
    const flight: Flight = { id: ++this.count, questions: [] };
    this.leaving.push({ signal, flight });
    signal.addEventListener('abort', () => this.callOff(flight.id), { once: true });
    return flight;
  }

  private leave(): void {
    if (this.leaving.length === 0) return;
    const asked = this.leaving.map(({ flight }) => flight);
    this.leaving = [];
    this.port.postMessage({ asked });
  }

  private callOff(id: number): void {
    this.leave();
    this.port.postMessage({ off: id });
  }

  private settle(answer: Answer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('outcomes' in answer) waiting?.resolve(answer.outcomes);
    else waiting?.reject(new Error(answer.problem));
  }
}

/** The side that calls. */
export function answerCalls(port: Port<Answer[], Told>, provider: Pick<Provider, 'send'>): void {
  const flights = new PassingMap<number, AbortController>();
  const answers: Answer[] = [];
  const answer = (one: Answer): void => {
    if (answers.push(one) === 1) setImmediate(() => port.postMessage(answers.splice(0)));
  };
  const call = ({ id, calls }: Question, signal: AbortSignal): Promise<void> =>
    provider.send(calls, signal).then(
      (outcomes) => answer({ id, outcomes }),
      (error: unknown) => answer({ id, problem: error instanceof Error ? error.message : String(error) }),
    );
  port.on('message', (told: Told) => {
    if ('off' in told) return flights.get(told.off)?.abort(new Error('nobody waits any more'));
    for (const { id, questions } of told.asked) {
      const flight = new AbortController();
      flights.set(id, flight);
      void Promise.all(questions.map((question) => call(question, flight.signal))).then(() => flights.delete(id));
    }
  });
}
