import type { Channel, Priority } from '#libs/contracts';
import { metrics } from '#libs/observability';
import type { Measures } from './ports.js';

/** The lane's own instruments, looked up once: labels cost more than counting. */
export function laneMeasures(channel: Channel, priority: Priority, provider: string): Measures {
  const seconds = metrics.deliverySeconds.labels({ channel, priority });
  const calls = metrics.providerSeconds.labels({ provider });
  const deadLetters = metrics.deadLetters.labels({ channel });
  deadLetters.inc(0);
  return {
    outcome: (outcome, count) => metrics.outcomes.inc({ channel, priority, provider, outcome }, count),
    delivered: (value) => seconds.observe(value),
    called: (value) => calls.observe(value),
    dead: (count) => deadLetters.inc(count),
  };
}
