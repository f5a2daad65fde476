import type { SettingsOf } from '#libs/contracts';
import type { CallbackProvider } from './callback-event.js';
import type { Callbacks } from './receive-callbacks.service.js';
import { SendgridCallbackService } from './sendgrid/sendgrid-callback.service.js';
import { SesCallbackService } from './ses/ses-callback.service.js';
import { SigningKeys } from './ses/signing-keys.js';
import { TwilioCallbackService } from './twilio/twilio-callback.service.js';
import { VonageCallbackService } from './vonage/vonage-callback.service.js';
import { WhatsappCallbackService } from './whatsapp/whatsapp-callback.service.js';

/** Of one provider: its signature and its words, before the room that all share. */
export interface CallbackRooms {
  readonly sendgrid: SendgridCallbackService;
  readonly ses: SesCallbackService;
  readonly twilio: TwilioCallbackService;
  readonly vonage: VonageCallbackService;
  readonly whatsapp: WhatsappCallbackService;
}

/** What callbacks are checked by, as settings of an account name it. Where it is missing nothing is expected. */
export type CallbackKeys<Kind extends CallbackProvider> = Partial<SettingsOf<Kind>>;

export type MakeRoom = {
  readonly [Kind in CallbackProvider]: (keys: CallbackKeys<Kind>, callbacks: Callbacks) => CallbackRooms[Kind];
};

export interface RoomParts {
  readonly publicUrl: string;
  readonly fetchText: (url: string) => Promise<string>;
}

export function roomMakers({ publicUrl, fetchText }: RoomParts): MakeRoom {
  const certificates = new SigningKeys(fetchText);
  return {
    sendgrid: ({ webhook_key }, callbacks) => new SendgridCallbackService(webhook_key, callbacks),
    ses: ({ topic_arns: topics = [] }, callbacks) =>
      new SesCallbackService({ topics, keys: certificates, fetchText, callbacks }),
    twilio: ({ auth_token }, callbacks) => new TwilioCallbackService(auth_token, publicUrl, callbacks),
    vonage: ({ signature_secret }, callbacks) => new VonageCallbackService(signature_secret, callbacks),
    whatsapp: ({ app_secret: appSecret, verify_token: verifyToken }, callbacks) =>
      new WhatsappCallbackService({ appSecret, verifyToken }, callbacks),
  };
}
