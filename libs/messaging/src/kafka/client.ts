/** The way to kafkajs: nothing outside this folder and lanes/ knows it. */
import './lean-kafkajs.js';
import net from 'node:net';
import { Kafka, logLevel, type LogEntry, type RetryOptions } from 'kafkajs';
import { silentLog, type Log } from '../log.js';
import type { KafkaSettings } from './kafka-settings.js';

const KEEP_ALIVE_MS = 30_000;

/** Its errors are mostly attempts that are tried again; what matters is reported by those who give up. */
const bridge =
  (log: Log) =>
  () =>
  ({ level, namespace, log: entry }: LogEntry) => {
    const { message, timestamp: _, logger: __, stack: ___, ...fields } = entry;
    if (level === logLevel.ERROR) log.debug({ namespace, ...fields }, `kafkajs: ${message}`);
  };

/** A client whose sockets can be cut: kafkajs itself waits for answers that may never come before it disconnects. */
export class CuttableKafka {
  readonly kafka: Kafka;
  private readonly sockets = new Set<net.Socket>();

  constructor(settings: KafkaSettings, retry: RetryOptions) {
    this.kafka = new Kafka({
      clientId: settings.app,
      brokers: [...settings.brokers],
      connectionTimeout: 3_000,
      // Its own way is a timer of 10 Hz for each connection; those who use this client have deadlines of their own.
      enforceRequestTimeout: false,
      requestTimeout: 30_000,
      retry,
      logLevel: logLevel.ERROR,
      logCreator: bridge(settings.log ?? silentLog),
      socketFactory: ({ host, port, onConnect }) => this.connect(host, port, onConnect),
    });
  }

  /** Ends every connection now, for good: whatever waits for an answer fails, and nothing connects again. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  private isCut = false;

  private connect(host: string, port: number, onConnect: () => void): net.Socket {
    if (this.isCut) throw new Error('the connection was given up');
    const socket = net.connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    socket.once('connect', onConnect);
    this.sockets.add(socket);
    socket.once('close', () => {
      this.sockets.delete(socket);
      socket.emit('end'); // kafkajs learns of the end from this alone, which a cut socket does not send by itself
    });
    return socket;
  }
}
