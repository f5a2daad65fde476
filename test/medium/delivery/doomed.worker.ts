/**
 * A process with one lane that stops at a point of the engine until it is told to go on, so that it can be killed or frozen just there.
 * Arguments: database url, schema, point, a dispatch record as JSON, and how the provider answers; with an answer of that kind there
 * is a second account, which would take it.
 */
import type { DispatchRecord } from '#libs/contracts';
import { onlyAccount, type Outcome, type ProbePoint } from '#libs/delivery';
import { ScriptedProvider } from './doubles.js';
import { laneGround } from './lane-ground.js';
import { aBatch } from './records.js';
import { tenantsGround } from './tenants-ground.js';

const [url = '', schema = '', point, json = '', refusal] = process.argv.slice(2);
const record = JSON.parse(json) as DispatchRecord;
const refused = refusal === undefined ? undefined : (JSON.parse(refusal) as Outcome);
const say = (message: object): void => void process.send?.(message);

const provider = new ScriptedProvider((call) => {
  say({ called: call.deliveryId, attempt: call.attempt });
  return refused ?? { kind: 'sent', providerMessageId: `of-${process.pid}` };
});
const told = new Promise<void>((resolve) => process.once('message', () => resolve()));
const probe = {
  at: async (reached: ProbePoint): Promise<void> => {
    if (reached !== point) return;
    say({ at: reached });
    await told;
  },
};
const { tenants } = await tenantsGround({ url, schema });
const parts = { pauses: tenants.pauseBook };
const accounts = refused && [
  { ...onlyAccount(provider), id: 'first' },
  { ...onlyAccount(provider), id: 'second', order: 2 },
];
const ground = laneGround({ url, schema, provider, accounts, probe, outboxLeaseMs: 500, parts });
ground.loop();
await ground.engine.handle(aBatch([record]));
say({ handled: true });
