import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { Emitter, KafkaLanes, type LaneBatch } from '#libs/messaging';
import { dependencies, topicPrefix, until } from '#libs/testing';
import { numberOf, numbers } from './contract/messaging-port.js';

const { kafka } = dependencies({ kafka: 'real' });

const seen: string[] = [];
let failures = 1;

@Controller()
class StatusController {
  @EventPattern(['status', 'status.critical'])
  async take(@Payload() batch: LaneBatch): Promise<void> {
    await Promise.resolve();
    if (failures-- > 0) throw new Error('the first call');
    seen.push(...batch.records.map((record) => `${batch.topic} ${numberOf(record)}`));
    batch.allDone();
  }

  @MessagePattern('status.find')
  find(): string {
    return 'a look-up is no lane';
  }
}

@Module({ controllers: [StatusController] })
class StatusModule {}

describe('lanes in a Nest app', () => {
  it('are event handlers that take batches; one that throws gets its batch again', async () => {
    const settings = { brokers: kafka.split(','), app: 'test', topicPrefix: topicPrefix() };
    const strategy = new KafkaLanes({ ...settings, retryMs: 10 });
    const app = await NestFactory.createMicroservice(StatusModule, { strategy, logger: false });
    await app.listen();
    expect(strategy.state().map((s) => s.topic)).toEqual(['status', 'status.critical']);

    const emitter = new Emitter(settings);
    emitter.start();
    await emitter.whenUp(AbortSignal.timeout(10_000));
    await Promise.all([emitter.emit('status', numbers(1, 1)), emitter.emit('status.critical', numbers(1, 2))]);
    await until(() => seen.length === 2, { timeoutMs: 20_000 });
    expect(seen.toSorted()).toEqual(['status 1', 'status.critical 2']);
    await until(async () => Object.values(await strategy.lag()).every((lag) => lag === 0));

    await app.close();
    await emitter.close();
  }, 40_000);
});
