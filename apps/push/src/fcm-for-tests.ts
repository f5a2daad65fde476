import { FcmProvider } from './providers/fcm/fcm.provider.js';
import type { PushConfig } from './push.config.js';

/**
 * For what is sent with test keys. What it asks an access token with is good at the stand-in and nowhere else, and a device that the
 * stand-in does not know is none that must be forgotten.
 */
export const fcmForTests = (config: PushConfig, url: string): FcmProvider =>
  new FcmProvider({
    url,
    account: { ...config.FCM_SERVICE_ACCOUNT, token_uri: new URL('/token', url).href },
    ca: config.TEST_FCM_CA,
    timeoutMs: config.CALL_TIMEOUT_MS,
  });
