import { z } from 'zod';
import { CHANNELS, PRIORITIES } from './channels.js';

export const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'is not an id');
export const channel = z.enum(CHANNELS);
export const priority = z.enum(PRIORITIES);
/** ISO 8601 in UTC, with milliseconds. */
export const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/, 'is not a time in UTC');
/** As made by libs/vault: `v2.<key id>.<base64url>`. */
export const sealed = z.string().regex(/^v[12]\./);
export const tenantId = z.string().min(1).max(64);
export const userId = z.string().min(1).max(255);
export const typeName = z.string().min(1).max(64);
export const metadata = z.record(z.string(), z.string());
