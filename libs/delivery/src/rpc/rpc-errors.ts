import { logger } from '#libs/observability';
import { RpcErrors } from '#libs/rpc';

const log = logger('rpc');

export const rpcErrors = new RpcErrors((error) => log.error({ err: error }, 'a look-up failed'));
