/**
 * A process that works on replays, or discards, of many until it comes to a point, and stays there, so that it can be killed just there.
 * Arguments: database url, schema, point, kind.
 */
import { DISCARD, Discards, REPLAY, Replays } from '#libs/delivery';
import type { Outbox } from '#libs/messaging';
import { ScriptedProvider } from './doubles.js';
import { laneGround } from './lane-ground.js';

const [url = '', schema = '', point = '', kind = REPLAY] = process.argv.slice(2);
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
const desk = { ...ground.desk, outbox: outbox as Outbox };
const jobs = kind === DISCARD ? new Discards(desk, 2) : new Replays(desk);

let first = true;
ground.loop({
  [kind]: async (records) => {
    if (!first) await forever;
    first = false;
    await jobs.handle(records);
    await arrive();
  },
});
