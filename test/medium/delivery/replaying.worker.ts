/**
 * A process that works on replays of many until it comes to a point, and stays there, so that it can be killed just there.
 * Arguments: database url, schema, point.
 */
import { REPLAY, Replays } from '#libs/delivery';
import type { Outbox } from '#libs/messaging';
import { ScriptedProvider } from './doubles.js';
import { laneGround } from './lane-ground.js';

const [url = '', schema = '', point = ''] = process.argv.slice(2);
const forever = new Promise<never>(() => {});
const arrive = (): Promise<never> => {
  process.send?.({ at: point });
  return forever;
};

const ground = laneGround({ url, schema, provider: new ScriptedProvider(), outboxLeaseMs: 500 });
const outbox: Pick<Outbox, 'stage' | 'release'> = {
  stage: async (tx, rows) => {
    const staged = await ground.desk.outbox.stage(tx, rows);
    return point === 'in its transaction' ? arrive() : staged;
  },
  release: () => {},
};
const replays = new Replays({ ...ground.desk, outbox: outbox as Outbox });

let first = true;
ground.loop({
  [REPLAY]: async (records) => {
    if (!first) await forever;
    first = false;
    await replays.handle(records);
    await arrive();
  },
});
