import { AuditMessageController } from './audit/audit.message.controller.js';
import { AuthenticateMessageController } from './access/authenticate.message.controller.js';
import { GrantTokenHttpController } from './access/grant-token/grant-token.http.controller.js';
import { ApiKeysHttpController } from './api-keys/api-keys.http.controller.js';
import { ApiPageHttpController } from './api-page/api-page.http.controller.js';
import { SearchAuditHttpController } from './audit/search-audit/search-audit.http.controller.js';
import { SendgridCallbackHttpController } from './callbacks/sendgrid/sendgrid-callback.http.controller.js';
import { SesCallbackHttpController } from './callbacks/ses/ses-callback.http.controller.js';
import { TwilioCallbackHttpController } from './callbacks/twilio/twilio-callback.http.controller.js';
import { DeadLettersHttpController } from './dead-letters/dead-letters.http.controller.js';
import { DiscardsHttpController } from './discards/discards.http.controller.js';
import { InDoubtHttpController } from './in-doubt/in-doubt.http.controller.js';
import { VonageCallbackHttpController } from './callbacks/vonage/vonage-callback.http.controller.js';
import { WhatsappCallbackHttpController } from './callbacks/whatsapp/whatsapp-callback.http.controller.js';
import { EventSubscriptionsHttpController } from './event-subscriptions/event-subscriptions.http.controller.js';
import { InboxHttpController } from './inbox/inbox.http.controller.js';
import { NotificationTypesHttpController } from './notification-types/notification-types.http.controller.js';
import { LimitsHttpController } from './limits/limits.http.controller.js';
import { CancelNotificationHttpController } from './notifications/cancel-notification/cancel-notification.http.controller.js';
import { GetNotificationHttpController } from './notifications/get-notification/get-notification.http.controller.js';
import { SearchNotificationsHttpController } from './notifications/search-notifications/search-notifications.http.controller.js';
import { SendBulkHttpController } from './notifications/send-bulk/send-bulk.http.controller.js';
import { SendNotificationHttpController } from './notifications/send-notification/send-notification.http.controller.js';
import { ReplaysHttpController } from './replays/replays.http.controller.js';
import { PausesHttpController } from './pauses/pauses.http.controller.js';
import { ProvidersHttpController } from './providers/providers.http.controller.js';
import { UnsubscribeHttpController } from './unsubscribe/unsubscribe.http.controller.js';
import { SuppressionsHttpController } from './suppressions/suppressions.http.controller.js';
import { DeleteUserHttpController } from './users/delete-user/delete-user.http.controller.js';
import { DevicesHttpController } from './users/devices/devices.http.controller.js';
import { ExplainPreferencesHttpController } from './users/explain-preferences/explain-preferences.http.controller.js';
import { GetUserHttpController } from './users/get-user/get-user.http.controller.js';
import { IssueTokenHttpController } from './users/issue-token/issue-token.http.controller.js';
import { OwnPreferencesHttpController } from './users/preferences/own-preferences.http.controller.js';
import { PreferencesHttpController } from './users/preferences/preferences.http.controller.js';
import { PutUserHttpController } from './users/put-user/put-user.http.controller.js';
import { RotateWebhookHttpController } from './users/rotate-webhook/rotate-webhook.http.controller.js';
import { PutUsersBulkHttpController } from './users/put-users-bulk/put-users-bulk.http.controller.js';

/** Every way in, one for each use case. */
export const controllers = [
  ApiKeysHttpController,
  ApiPageHttpController,
  AuthenticateMessageController,
  AuditMessageController,
  CancelNotificationHttpController,
  DeadLettersHttpController,
  DeleteUserHttpController,
  DevicesHttpController,
  DiscardsHttpController,
  EventSubscriptionsHttpController,
  ExplainPreferencesHttpController,
  GetNotificationHttpController,
  GetUserHttpController,
  GrantTokenHttpController,
  InDoubtHttpController,
  InboxHttpController,
  IssueTokenHttpController,
  NotificationTypesHttpController,
  LimitsHttpController,
  OwnPreferencesHttpController,
  PausesHttpController,
  PreferencesHttpController,
  ProvidersHttpController,
  PutUserHttpController,
  PutUsersBulkHttpController,
  ReplaysHttpController,
  RotateWebhookHttpController,
  SearchAuditHttpController,
  SearchNotificationsHttpController,
  SendBulkHttpController,
  SendNotificationHttpController,
  SendgridCallbackHttpController,
  SesCallbackHttpController,
  SuppressionsHttpController,
  TwilioCallbackHttpController,
  UnsubscribeHttpController,
  VonageCallbackHttpController,
  WhatsappCallbackHttpController,
];
