/** What runs in the thread of BulkThread: the way of a bulk from its bytes to its answer, on connections of its own. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { figures } from '#libs/observability';
import { readGatewayConfig } from '../../gateway.config.js';
import { IntakeConnections } from '../../intake-connections.js';
import { ThreadStandby } from '../../limits/counting/thread-standby.js';
import { createLimitedIntake, createLimitPolicies } from '../../limits/limits.factory.js';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import { SendBulkService } from '../send-bulk/send-bulk.service.js';
import { SendNotificationService } from '../send-notification/send-notification.service.js';
import { BulkTakerHere } from './bulk-taker.js';
import type { BulkThreadData, BulkThreadReply, NumberedCall } from './bulk-thread.js';
import { ByteGate } from './byte-gate.js';
import { Rush } from './rush.js';

if (!parentPort) throw new Error('this is started by BulkThread');
const port = parentPort;

// Of this thread only: where the CPU is short, what is urgent goes first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/** Two bulks of a thousand notifications of middling size, or any number of small ones. */
const MOST_BYTES = 800_000;

/** This thread is the last to have its turn: on a full machine an answer lies there for long before it is read. */
const REDIS_TIMEOUT_MS = 2_000;

const rush = new Rush();
const gate = new ByteGate(MOST_BYTES);
const connections = new IntakeConnections(
  readGatewayConfig(),
  {},
  new ThreadStandby((workerData as BulkThreadData).standby, 'bulk thread'),
  { rush, redisTimeoutMs: REDIS_TIMEOUT_MS },
);
const types = new TypeCatalog(connections.normal);
const limits = createLimitPolicies(connections.normal, connections.config);
const intake = createLimitedIntake(connections, limits);
const taker = new BulkTakerHere(new SendBulkService(types, intake), new SendNotificationService(types, intake), {
  types,
  limits,
});

async function answer(call: NumberedCall): Promise<unknown> {
  switch (call.name) {
    case 'bulk':
      return rush.during(() => gate.through(call.request.body.byteLength, () => taker.bulk(call.request)));
    case 'many':
      return rush.during(() => taker.many(call.request));
    case 'forget':
      return taker.forget(call.change);
    case 'figures':
      return figures();
    case 'close':
      await connections.close();
      port.unref();
  }
}

/** Without what drivers hang on theirs, which may not pass between threads. */
function bare(error: unknown): Error {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(message), { stack });
}

port.on('message', (call: NumberedCall) => {
  const { id } = call;
  answer(call).then(
    (value) => port.postMessage({ id, ok: true, value } satisfies BulkThreadReply),
    (error: unknown) => port.postMessage({ id, ok: false, error: bare(error) } satisfies BulkThreadReply),
  );
});
connections.emitter.start();
