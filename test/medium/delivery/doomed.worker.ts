/**
 * A process with one lane that stops at a point of the engine until it is told to go on, so that it can be killed or frozen just there.
 * Arguments: database url, schema, point, a dispatch record as JSON.
 */
import type { DispatchRecord } from '#libs/contracts';
import type { ProbePoint } from '#libs/delivery';
import { ScriptedProvider } from './doubles.js';
import { laneGround } from './lane-ground.js';
import { aBatch } from './records.js';
import { tenantsGround } from './tenants-ground.js';

const [url = '', schema = '', point, json = ''] = process.argv.slice(2);
const record = JSON.parse(json) as DispatchRecord;
const say = (message: object): void => void process.send?.(message);

const provider = new ScriptedProvider((call) => {
  say({ called: call.deliveryId, attempt: call.attempt });
  return { kind: 'sent', providerMessageId: `of-${process.pid}` };
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
const ground = laneGround({ url, schema, provider, probe, outboxLeaseMs: 500, parts });
ground.loop();
await ground.engine.handle(aBatch([record]));
say({ handled: true });
