import { z } from 'zod';

const DAY_S = 86_400;

export const rotateRequest = z
  .strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(7 * DAY_S)
      .default(DAY_S)
      .meta({ description: 'For so long both secrets sign' }),
  })
  .meta({ id: 'RotateSecretRequest', example: { overlap_seconds: DAY_S } });
