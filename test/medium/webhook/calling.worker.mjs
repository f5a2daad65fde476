// Makes calls by the second thread of the webhook app only, as it is built. Argument: the `host:port` that is allowed. Told {call,
// withinMs?} it says {id, outcomes}; told nothing it closes, and ends.
import { until } from '#libs/testing';
import { CallsOnTwoThreads, SecondThread } from '../../../dist/apps/webhook/src/second-thread/second-thread.js';

const [place] = process.argv.slice(2);
const here = { name: 'webhook', group: 1, send: () => Promise.resolve([{ kind: 'sent', detail: 'here' }]) };
const second = new SecondThread({ timeoutMs: 5_000, allow: [place] });
const calls = new CallsOnTwoThreads(here, 0, () => second);

process.on('message', async (told) => {
  if (!told.call) {
    await calls.close();
    return process.disconnect();
  }
  await until(() => second.isReady, { what: 'the second thread to run' });
  const signal = told.withinMs ? AbortSignal.timeout(told.withinMs) : new AbortController().signal;
  const outcomes = await calls.send([told.call], signal);
  process.send({ id: told.call.deliveryId, outcomes });
});
