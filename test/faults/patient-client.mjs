import { setTimeout as pause } from 'node:timers/promises';
import { call } from './http-client.mjs';

const again = (status) => status >= 500 || status === 429 || status === 409 || status === 408;

/**
 * A producer that never gives up: it asks again, with the same idempotency keys, until it is answered 202. So what it
 * was promised is exactly what it asked for.
 */
export class PatientClient {
  retries = 0;
  refused = [];
  #stopped = false;

  constructor(base, apiKey) {
    this.base = base;
    this.apiKey = apiKey;
  }

  /** After this, what was not answered yet is given up: it was never promised. */
  stop() {
    this.#stopped = true;
  }

  /** Answers {id, deliveries}, or nothing. */
  async send(notification) {
    const answer = await this.#ask('/v1/notifications', notification);
    return answer?.body;
  }

  /** Answers a result with an id for each accepted item, in order; what failed is asked for again. */
  async sendBulk(notifications) {
    const results = new Array(notifications.length);
    let open = notifications.map((_, index) => index);
    while (open.length) {
      const answer = await this.#ask('/v1/notifications/bulk', {
        notifications: open.map((index) => notifications[index]),
      });
      if (!answer) return results;
      const next = [];
      answer.body.results.forEach((result, position) => {
        const index = open[result.index ?? position];
        if (result.id) results[index] = result;
        else if (again(result.problem?.status ?? result.status)) next.push(index);
        else this.refused.push(result);
      });
      if (next.length) this.retries++;
      if (next.length) await pause(300);
      open = next;
    }
    return results;
  }

  async #ask(path, body) {
    for (let wait = 100; !this.#stopped; wait = Math.min(wait * 2, 2_000)) {
      const answer = await call(this.base, 'POST', path, { body, apiKey: this.apiKey }).catch(() => undefined);
      if (answer?.status === 202) return answer;
      if (answer && !again(answer.status)) {
        this.refused.push({ status: answer.status, problem: answer.body });
        return undefined;
      }
      this.retries++;
      await pause(wait * (0.5 + Math.random()));
    }
    return undefined;
  }
}
