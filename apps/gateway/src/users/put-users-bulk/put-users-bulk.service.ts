import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { StoredUser } from '#libs/contracts';
import { check, checkSafely, problems, type ProblemDocument } from '#libs/http';
import { bulkUser, putUserOf } from '../put-user/user-request.js';
import { UserDirectory } from '../user-directory.js';
import { storedDocument, type UserDocument } from '../user-document.js';

export interface UserResult {
  readonly index: number;
  readonly status: number;
  readonly id?: string;
  /** New webhook secrets are in here, now and never again. */
  readonly user?: UserDocument;
  readonly problem?: ProblemDocument;
}

const usersEnvelope = z.strictObject({ users: z.array(z.unknown()).min(1).max(1_000) });

@Injectable()
export class PutUsersBulkService {
  constructor(@Inject(UserDirectory) private readonly users: UserDirectory) {}

  /** The good ones are stored; each bad one says why. */
  async put(tenantId: string, body: unknown): Promise<{ results: UserResult[] }> {
    const bodies = check(usersEnvelope, envelopeOf(body)).users;
    const results: UserResult[] = [];
    const good: { index: number; user: ReturnType<typeof putUserOf> }[] = [];
    bodies.forEach((one, index) => {
      const checked = checkSafely(bulkUser, one);
      if (checked.ok) {
        const { id, ...request } = checked.value;
        good.push({ index, user: putUserOf(tenantId, id, request) });
      } else results[index] = { index, status: 400, problem: problems.invalidRequest(checked.errors).document() };
    });
    const stored = good.length > 0 ? await this.users.storeAll(good.map(({ user }) => user)) : [];
    good.forEach(({ index }, i) => (results[index] = storedResult(index, stored[i] as StoredUser)));
    return { results };
  }
}

/** Who means one user by this address is told why it is none. */
function envelopeOf(body: unknown): unknown {
  if (Array.isArray(body)) return { users: body };
  if (typeof body === 'object' && body !== null && !('users' in body))
    throw problems.invalidField('/users', 'is required: this address stores many users, and none has the id bulk');
  return body;
}

const storedResult = (index: number, stored: StoredUser): UserResult => ({
  index,
  status: stored.created ? 201 : 200,
  id: stored.profile.user_id,
  user: storedDocument(stored),
});
