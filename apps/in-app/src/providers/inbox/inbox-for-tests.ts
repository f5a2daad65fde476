import type { Outcome, Provider, ProviderCall } from '#libs/delivery';

const NOT_STORED: Outcome = { kind: 'sent', detail: 'A test: nothing was put into the inbox' };

/** Takes what was sent with test keys: it counts as sent, and nobody finds it in their inbox. */
export class InboxForTests implements Provider {
  readonly name = 'inbox';
  readonly group = 500;

  send(calls: ProviderCall[]): Promise<Outcome[]> {
    return Promise.resolve(calls.map(() => NOT_STORED));
  }
}
