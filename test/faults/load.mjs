import { userName } from './recipients.mjs';

/** The app of each channel. */
const CHANNELS = { email: 'email', sms: 'sms', push: 'push', in_app: 'in-app', webhook: 'webhook', chat: 'chat' };
const PRIORITIES = ['critical', 'high', 'medium', 'low'];
const TICK_MS = 100;

/** The n-th notification: every channel with every priority in turn, every tenth on two channels at once. */
function notification(run, n, users, channels) {
  const channel = channels[n % channels.length];
  const priority = PRIORITIES[Math.floor(n / channels.length) % PRIORITIES.length];
  const second = channels[(n + 1 + (Math.floor(n / 10) % (channels.length - 1))) % channels.length];
  return {
    user_id: userName(n % users),
    // A newsletter is held when in doubt, an order update is sent again.
    notification_type: priority === 'low' && n % 2 ? 'newsletter' : 'order_update',
    priority,
    channels: n % 10 === 9 ? [channel, second] : [channel],
    content: { title: `Message ${n}`, body: 'Hello, this is one of very many.', data: { n: String(n) } },
    idempotency_key: `${run}-${n}`,
  };
}

/** A steady stream of notifications, half of them single, half in bulk. Keeps what was promised. */
export class Load {
  /** notification id → {n, channels, priority, deliveries?: [{id, channel}]} */
  promised = new Map();
  asked = 0;
  #timer;
  #open = new Set();

  constructor(client, { run, perSecond, users, apps }) {
    this.channels = Object.keys(CHANNELS).filter((channel) => apps.includes(CHANNELS[channel]));
    Object.assign(this, { client, run, users, perTick: (perSecond * TICK_MS) / 1000 });
  }

  start() {
    const startedAt = performance.now();
    this.#timer = setInterval(() => {
      // By the clock, not by the tick: a late timer must not lower the rate.
      const due = Math.floor(((performance.now() - startedAt) / TICK_MS) * this.perTick);
      if (due - this.asked > 0) this.#ask(due - this.asked);
    }, TICK_MS);
  }

  /** Ends the stream and waits, for so long, until everything asked for has been answered. */
  async finish(timeoutMs) {
    clearInterval(this.#timer);
    const timer = setTimeout(() => this.client.stop(), timeoutMs);
    await Promise.all(this.#open);
    clearTimeout(timer);
    return this.promised;
  }

  get unanswered() {
    return this.#open.size;
  }

  #ask(count) {
    const items = Array.from({ length: count }, () => ({
      n: this.asked,
      body: notification(this.run, this.asked++, this.users, this.channels),
    }));
    const singles = items.splice(0, Math.ceil(count / 2));
    for (const item of singles) this.#follow(this.client.send(item.body).then((answer) => this.#keep(item, answer)));
    if (!items.length) return;
    const bulk = this.client.sendBulk(items.map(({ body }) => body));
    this.#follow(bulk.then((results) => items.forEach((item, index) => this.#keep(item, results[index]))));
  }

  #follow(promise) {
    this.#open.add(promise);
    void promise.finally(() => this.#open.delete(promise));
  }

  #keep({ n, body }, answer) {
    if (!answer?.id) return;
    const { channels, priority } = body;
    this.promised.set(answer.id, { n, channels, priority, deliveries: answer.deliveries });
  }
}
