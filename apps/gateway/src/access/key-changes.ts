import { Notifications } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import { keysChangedChannel } from '../api-keys/api-keys.statements.js';
import type { ApiClients } from './api-clients.js';

/** Hears of every key that is changed, on whatever instance; after a time without a connection everything is read again. */
export const keyChanges = ({ url, schema }: Database, clients: ApiClients): Notifications =>
  new Notifications(
    url,
    'gateway-keys',
    keysChangedChannel(schema),
    () => clients.forget(),
    (keyId) => clients.forget(keyId),
  );
