import { z } from 'zod';

/** Nothing to say: what may be posted to is in each address. */
export const slackSettings = z.strictObject({});
