import { z } from 'zod';

/** Of an incoming webhook. Whether it may be called is for the chat app to say, where the call is made. */
export const slackUrl = z
  .url({ protocol: /^https?$/, error: 'must be the URL of an incoming webhook, as https://hooks.slack.com/services/…' })
  .max(2_048)
  .meta({
    example: 'https://hooks.slack.com/services/T0000/B0000/XXXX',
    description: 'An incoming webhook. It is a secret: only its end is shown again',
  });
