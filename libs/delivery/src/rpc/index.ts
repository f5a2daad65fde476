import type { Type } from '@nestjs/common';
import { CancelRpcController } from './cancel.rpc.controller.js';
import { EndpointsRpcController } from './endpoints.rpc.controller.js';
import { StatesRpcController } from './states.rpc.controller.js';

/** What the gateway asks every channel's app. */
export const rpcControllers: readonly Type[] = [CancelRpcController, EndpointsRpcController, StatesRpcController];
