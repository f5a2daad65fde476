import { grantTokenOperations } from '../access/grant-token/grant-token.operations.js';
import { auditOperations } from '../audit/audit.operations.js';
import { apiKeyOperations } from '../api-keys/api-keys.operations.js';
import { callbackOperations } from '../callbacks/callbacks.operations.js';
import { deadLetterOperations } from '../dead-letters/dead-letters.operations.js';
import { discardOperations } from '../discards/discards.operations.js';
import { inDoubtOperations } from '../in-doubt/in-doubt.operations.js';
import { eventSubscriptionOperations } from '../event-subscriptions/event-subscriptions.operations.js';
import { inboxOperations } from '../inbox/inbox.operations.js';
import { limitsOperations } from '../limits/limits.operations.js';
import { notificationTypeOperations } from '../notification-types/notification-types.operations.js';
import { notificationOperations } from '../notifications/notifications.operations.js';
import { replayOperations } from '../replays/replays.operations.js';
import { pauseOperations } from '../pauses/pauses.operations.js';
import { providerOperations } from '../providers/providers.operations.js';
import { suppressionOperations } from '../suppressions/suppressions.operations.js';
import { userOperations } from '../users/users.operations.js';
import { unsubscribeOperations } from '../unsubscribe/unsubscribe.operations.js';
import type { Operation } from './operation.js';
import { platformOperations } from './platform.operations.js';

/** Every call of the API. What is not in here is not answered: the guard asks this list who may. */
export const operations: readonly Operation[] = [
  ...notificationOperations,
  ...notificationTypeOperations,
  ...limitsOperations,
  ...userOperations,
  ...suppressionOperations,
  ...deadLetterOperations,
  ...replayOperations,
  ...discardOperations,
  ...inDoubtOperations,
  ...providerOperations,
  ...pauseOperations,
  ...eventSubscriptionOperations,
  ...inboxOperations,
  ...apiKeyOperations,
  ...callbackOperations,
  ...grantTokenOperations,
  ...auditOperations,
  ...unsubscribeOperations,
  ...platformOperations,
];
