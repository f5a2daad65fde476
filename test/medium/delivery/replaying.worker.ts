/**
 * A process that works on replays of many until it comes to a point, and stays there, so that it can be killed just there.
 * Arguments: database url, schema, point.
 */
import { REPLAY, Replays } from '#libs/delivery';
import { ScriptedProvider } from './doubles.js';
import { laneGround } from './lane-ground.js';

const [url = '', schema = '', point = ''] = process.argv.slice(2);
const forever = new Promise<never>(() => {});
const arrive = (): Promise<never> => {
  process.send?.({ at: point });
  return forever;
};

const { desk, loop } = laneGround({ url, schema, provider: new ScriptedProvider(), outboxLeaseMs: 500 });
const { outbox } = desk;
const stage = outbox.stage.bind(outbox);
const stageAndStay = (...args: Parameters<typeof stage>) => stage(...args).then(arrive);
if (point === 'in its transaction') Object.assign(outbox, { stage: stageAndStay });
else Object.assign(outbox, { release: () => {} });
const replays = new Replays(desk);

let first = true;
loop({
  [REPLAY]: async (records) => {
    if (!first) await forever;
    first = false;
    await replays.handle(records);
    await arrive();
  },
});
