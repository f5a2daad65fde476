import type { Type } from '@nestjs/common';
import { AccountsRpcController } from './accounts.rpc.controller.js';
import { CancelRpcController } from './cancel.rpc.controller.js';
import { PausesRpcController } from './pauses.rpc.controller.js';

/** What the gateway asks every channel's app. */
export const rpcControllers: readonly Type[] = [AccountsRpcController, CancelRpcController, PausesRpcController];
