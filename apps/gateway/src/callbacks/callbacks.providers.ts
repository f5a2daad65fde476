import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import type { Resources } from '../resources.js';
import { AccountCallbacks } from './accounts/account-callbacks.service.js';
import { AccountRooms } from './accounts/account-rooms.js';
import { OwnDeliveries } from './accounts/own-deliveries.js';
import { roomMakers } from './callback-rooms.js';
import { ReceiveCallbacksService } from './receive-callbacks.service.js';
import { SendgridCallbackService } from './sendgrid/sendgrid-callback.service.js';
import { fetchFromAmazon } from './ses/fetch-from-amazon.js';
import { SesCallbackService } from './ses/ses-callback.service.js';
import { TwilioCallbackService } from './twilio/twilio-callback.service.js';
import { VonageCallbackService } from './vonage/vonage-callback.service.js';
import { WhatsappCallbackService } from './whatsapp/whatsapp-callback.service.js';

/** The deployment's own of one provider. */
const room = <T>(provide: Type<T>, useFactory: (receive: ReceiveCallbacksService) => T): FactoryProvider<T> => ({
  provide,
  inject: [ReceiveCallbacksService],
  useFactory,
});

export const callbackProviders = (resources: Resources): Provider[] => {
  const { config, fetchText = fetchFromAmazon } = resources;
  const parts = { publicUrl: config.PUBLIC_URL, fetchText };
  const own = roomMakers(parts);
  const { WHATSAPP_APP_SECRET: app_secret, WHATSAPP_VERIFY_TOKEN: verify_token } = config;
  return [
    ReceiveCallbacksService,
    room(SendgridCallbackService, (all) => own.sendgrid({ webhook_key: config.SENDGRID_WEBHOOK_KEY }, all)),
    room(SesCallbackService, (all) => own.ses({ topic_arns: config.SES_TOPIC_ARNS }, all)),
    room(TwilioCallbackService, (all) => own.twilio({ auth_token: config.TWILIO_AUTH_TOKEN }, all)),
    room(VonageCallbackService, (all) => own.vonage({ signature_secret: config.VONAGE_SIGNATURE_SECRET }, all)),
    room(WhatsappCallbackService, (all) => own.whatsapp({ app_secret, verify_token }, all)),
    room(AccountRooms, (all) => {
      const { reading, channelApps: apps, vault } = resources;
      const callbacks = new AccountCallbacks(new OwnDeliveries(reading, apps), all);
      // Makers of their own, too: whatever tenants' topics have fetched crowds out nothing of the deployment's.
      return new AccountRooms({ apps, vault, make: roomMakers(parts), callbacks });
    }),
  ];
};
