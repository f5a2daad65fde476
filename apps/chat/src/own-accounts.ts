import { onlyAccount, type Account, type Provider } from '#libs/delivery';
import type { ChatConfig } from './chat.config.js';
import { ByKind } from './for-tests/by-kind.js';
import { SlackForTests } from './for-tests/slack-for-tests.js';
import { slackPlace, whatsappPlace } from './kinds.js';
import { slackKind } from './providers/slack/slack.kind.js';
import { whatsappKind } from './providers/whatsapp/whatsapp.kind.js';

/** The deployment's own: Slack always, since each address brings its own right to post; WhatsApp where there is a number. */
export function ownAccounts(config: ChatConfig): Account[] {
  const { WHATSAPP_URL, WHATSAPP_TOKEN } = config;
  const whatsapp = WHATSAPP_TOKEN === undefined ? [] : [whatsappAt(WHATSAPP_URL, WHATSAPP_TOKEN, config)];
  return [slackKind(slackPlace(config)).make({}), ...whatsapp].map(onlyAccount);
}

/** undefined: what is sent with test keys goes nowhere. */
export function standIns(config: ChatConfig): Provider | undefined {
  const { CALL_TIMEOUT_MS, TEST_SLACK_URL, TEST_WHATSAPP_URL, TEST_WHATSAPP_TOKEN } = config;
  const providers = [
    ...(TEST_SLACK_URL === undefined ? [] : [new SlackForTests(TEST_SLACK_URL, CALL_TIMEOUT_MS)]),
    ...(TEST_WHATSAPP_URL === undefined ? [] : [whatsappAt(TEST_WHATSAPP_URL, TEST_WHATSAPP_TOKEN, config)]),
  ];
  return providers.length === 0 ? undefined : new ByKind(providers);
}

/** A stand-in takes tests also where there is no number of our own. */
const whatsappAt = (url: string, token: string, config: ChatConfig): Provider =>
  whatsappKind(whatsappPlace(url, config)).make({
    phone_number_id: config.WHATSAPP_PHONE_NUMBER_ID ?? '0',
    access_token: token,
  });
