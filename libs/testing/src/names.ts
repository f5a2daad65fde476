import { randomBytes } from 'node:crypto';

const name = (kind: string) => `${kind}_${randomBytes(6).toString('hex')}`;

/** A tenant that no other test has. */
export const testTenant = (): string => name('tenant');

/** Put before every topic and consumer group, so that tests beside each other on one Kafka do not meet. */
export const topicPrefix = (): string => `${name('t')}.`;

/** A schema name that no other test has. */
export const testSchema = (): string => name('test');

/** A user id that no other test has. */
export const testUser = (): string => name('user');
