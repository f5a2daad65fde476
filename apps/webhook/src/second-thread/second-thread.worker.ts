/** What runs in the thread of SecondThread. */
import { parentPort, workerData } from 'node:worker_threads';
import { WebhookProvider, type WebhookOptions } from '../providers/webhook/webhook.provider.js';
import { answerCalls } from './far-calls.js';

if (!parentPort) throw new Error('this is started by SecondThread');
answerCalls(parentPort, new WebhookProvider(workerData as WebhookOptions));
