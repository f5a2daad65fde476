import { z } from 'zod';
import { typeName } from '../../notifications/send-notification/notification-request.js';

export const explainQuery = z.strictObject({
  type: typeName,
  at: z.iso
    .datetime({ offset: true, error: 'must be a time in ISO 8601, as 2026-01-31T12:00:00Z' })
    .optional()
    .meta({ description: 'By default now' }),
});
