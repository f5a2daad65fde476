import type { NotificationType } from '#libs/contracts';
import type { AuditedChange } from '../audit/audit.statements.js';

/** For the audit. What rules compare with may be anything, somebody's name too: it is not told. */
export function typePut(type: NotificationType, details: Readonly<Record<string, unknown>>): AuditedChange {
  const { name, category, critical, priority, channels, daily_cap } = type;
  return {
    action: 'putNotificationType',
    target: name,
    details: { ...details, category, critical, priority, channels, daily_cap },
  };
}

/** No file names it any more. */
export const typeReleased = (name: string): AuditedChange => ({
  action: 'putNotificationType',
  target: name,
  details: { managed_by: 'api' },
});
