import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import type { Resources } from '../resources.js';
import { ReceiveCallbacksService } from './receive-callbacks.service.js';
import { SendgridCallbackService } from './sendgrid/sendgrid-callback.service.js';
import { fetchFromAmazon } from './ses/fetch-from-amazon.js';
import { SesCallbackService } from './ses/ses-callback.service.js';
import { SigningKeys } from './ses/signing-keys.js';
import { TwilioCallbackService } from './twilio/twilio-callback.service.js';
import { VonageCallbackService } from './vonage/vonage-callback.service.js';
import { WhatsappCallbackService } from './whatsapp/whatsapp-callback.service.js';

/** Of one provider: its signature and its words, before the room that all share. */
const room = <T>(provide: Type<T>, useFactory: (receive: ReceiveCallbacksService) => T): FactoryProvider<T> => ({
  provide,
  inject: [ReceiveCallbacksService],
  useFactory,
});

export const callbackProviders = ({ config, fetchText = fetchFromAmazon }: Resources): Provider[] => [
  ReceiveCallbacksService,
  room(SendgridCallbackService, (receive) => new SendgridCallbackService(config.SENDGRID_WEBHOOK_KEY, receive)),
  room(SesCallbackService, (callbacks) => {
    const keys = new SigningKeys(fetchText);
    return new SesCallbackService({ topics: config.SES_TOPIC_ARNS, keys, fetchText, callbacks });
  }),
  room(
    TwilioCallbackService,
    (receive) => new TwilioCallbackService(config.TWILIO_AUTH_TOKEN, config.PUBLIC_URL, receive),
  ),
  room(VonageCallbackService, (receive) => new VonageCallbackService(config.VONAGE_SIGNATURE_SECRET, receive)),
  room(WhatsappCallbackService, (receive) => {
    const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = config;
    return new WhatsappCallbackService({ appSecret, verifyToken }, receive);
  }),
];
