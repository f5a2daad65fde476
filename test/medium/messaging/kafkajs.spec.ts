import { Emitter, KafkaLanes } from '#libs/messaging';
import { dependencies } from '#libs/testing';
import { messagingContract } from './contract/messaging-contract.js';
import type { Lanes, LanesToTest } from './contract/messaging-port.js';

const { kafka } = dependencies({ kafka: 'real' });
const common = { brokers: kafka.split(','), app: 'test' };

function lanes({ handlers, ...settings }: LanesToTest): KafkaLanes {
  const strategy = new KafkaLanes({ ...common, ...settings });
  for (const [topic, handler] of Object.entries(handlers)) strategy.addHandler(topic, handler, true);
  strategy.listen(() => {});
  return strategy;
}

/** Reaches inside: nothing outside may do that to lanes. */
interface Inside {
  readonly session: { readonly client: { cut(): void } };
  readonly stopping: AbortController;
}

function kill(victim: Lanes): void {
  for (const lane of (victim as KafkaLanes).unwrap<Map<string, Inside>>().values()) {
    lane.stopping.abort();
    lane.session.client.cut();
  }
}

describe('messaging by kafkajs: lanes', () => {
  messagingContract({ emitter: (topicPrefix) => new Emitter({ ...common, topicPrefix }), lanes, kill });
});
