import type { ProviderKind } from '#libs/delivery';
import type { ChatConfig } from './chat.config.js';
import { slackKind } from './providers/slack/slack.kind.js';
import { whatsappKind } from './providers/whatsapp/whatsapp.kind.js';

/** The deployment's own beside what an account says. */
export const whatsappPlace = (url: string, config: ChatConfig) => ({
  url,
  version: config.WHATSAPP_VERSION,
  timeoutMs: config.CALL_TIMEOUT_MS,
});

export const slackPlace = ({ CALL_TIMEOUT_MS: timeoutMs, SLACK_ALLOW: allow }: ChatConfig) => ({ timeoutMs, allow });

/** What accounts of tenants can be of: one line for each. */
export const chatKinds = (config: ChatConfig): readonly ProviderKind[] => [
  slackKind(slackPlace(config)),
  whatsappKind(whatsappPlace(config.WHATSAPP_URL, config)),
];
