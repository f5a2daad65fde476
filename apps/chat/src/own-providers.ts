import type { Provider } from '#libs/delivery';
import { ChatProviders } from './chat-providers.js';
import type { ChatConfig } from './chat.config.js';
import { SlackForTests } from './providers/slack/slack-for-tests.js';
import { slackKind } from './providers/slack/slack.kind.js';
import { whatsappKind } from './providers/whatsapp/whatsapp.kind.js';

/** The deployment's own: Slack always, since each address brings its own right to post; WhatsApp where there is a number. */
export function ownProviders(config: ChatConfig): Provider {
  const { CALL_TIMEOUT_MS: timeoutMs, SLACK_ALLOW: allow, WHATSAPP_URL, WHATSAPP_TOKEN } = config;
  const whatsapp = WHATSAPP_TOKEN === undefined ? [] : [whatsappAt(WHATSAPP_URL, WHATSAPP_TOKEN, config)];
  return new ChatProviders([slackKind({ timeoutMs, allow }).make({}), ...whatsapp]);
}

/** undefined: what is sent with test keys goes nowhere. */
export function standIns(config: ChatConfig): Provider | undefined {
  const { CALL_TIMEOUT_MS, TEST_SLACK_URL, TEST_WHATSAPP_URL, TEST_WHATSAPP_TOKEN } = config;
  const providers = [
    ...(TEST_SLACK_URL === undefined ? [] : [new SlackForTests(TEST_SLACK_URL, CALL_TIMEOUT_MS)]),
    ...(TEST_WHATSAPP_URL === undefined ? [] : [whatsappAt(TEST_WHATSAPP_URL, TEST_WHATSAPP_TOKEN, config)]),
  ];
  return providers.length === 0 ? undefined : new ChatProviders(providers);
}

/** A stand-in takes tests also where there is no number of our own. */
const whatsappAt = (url: string, token: string, config: ChatConfig): Provider =>
  whatsappKind({ url, version: config.WHATSAPP_VERSION, timeoutMs: config.CALL_TIMEOUT_MS }).make({
    phone_number_id: config.WHATSAPP_PHONE_NUMBER_ID ?? '0',
    access_token: token,
  });
