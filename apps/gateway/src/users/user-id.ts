import { z } from 'zod';
import { check } from '#libs/http';
import { userId } from '../notifications/send-notification/notification-request.js';

const path = z.strictObject({ id: userId });

/** The id in the path, as the caller wrote it there (percent-decoded). */
export const userIdOf = (id: string): string => check(path, { id }).id;
