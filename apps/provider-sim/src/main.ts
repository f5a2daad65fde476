// The provider simulator: stand-in for every provider in development and in tests, and the development mailbox.
// The control API is described in control/control.routes.ts.
import { pino } from 'pino';
import { readSettings } from './settings.js';
import { startSimulator } from './simulator.js';

const settings = readSettings(process.env);
const log = pino({ name: 'provider-sim', level: settings.LOG_LEVEL });

const simulator = await startSimulator(settings, (error) => log.error({ err: error }, 'a call failed'));
log.info({ port: simulator.port, tls_port: simulator.tlsPort, smtp_port: simulator.smtpPort }, 'listening');

async function stop(): Promise<void> {
  await simulator.stop();
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
