import type { Type } from '@nestjs/common';
import { DeadLettersRpcController } from '../dead-letters/dead-letters.rpc.controller.js';
import { DiscardsRpcController } from '../discards/discards.rpc.controller.js';
import { DoubtsRpcController } from '../doubts/doubts.rpc.controller.js';
import { ReplaysRpcController } from '../replays/replays.rpc.controller.js';
import { AccountsRpcController } from './accounts.rpc.controller.js';
import { CancelRpcController } from './cancel.rpc.controller.js';
import { EndpointsRpcController } from './endpoints.rpc.controller.js';
import { PausesRpcController } from './pauses.rpc.controller.js';
import { StatesRpcController } from './states.rpc.controller.js';

/** What the gateway asks every channel's app. */
export const rpcControllers: readonly Type[] = [
  AccountsRpcController,
  CancelRpcController,
  DeadLettersRpcController,
  DiscardsRpcController,
  DoubtsRpcController,
  EndpointsRpcController,
  PausesRpcController,
  ReplaysRpcController,
  StatesRpcController,
];
