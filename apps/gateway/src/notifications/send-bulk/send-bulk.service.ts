import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ApiClient } from '#libs/contracts';
import { check, idempotencyKey, problems, type Problem } from '#libs/http';
import { continueTrace } from '#libs/observability';
import { LimitedIntake } from '../../limits/limited-intake.js';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import { refused } from '../idempotency/answers.js';
import { keyOfPart } from '../idempotency/key-of-part.js';
import type { IntakeEntry, IntakeResult } from '../intake/intake-item.js';
import {
  manyAnswer,
  withHeaders,
  withStanding,
  type HttpAnswer,
  type SendHeaders,
} from '../send-notification/http-answer.js';
import { BROADCAST, readRequest, type RequestContext } from '../send-notification/read-request.js';

const BULK_MAX = 1_000;

/** The items are checked one by one: a bad one must not refuse the others. */
const envelope = z.strictObject({ notifications: z.array(z.unknown()).min(1).max(BULK_MAX) });

@Injectable()
export class SendBulkService {
  constructor(
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
    @Inject(LimitedIntake) private readonly intake: LimitedIntake,
  ) {}

  send(client: ApiClient, body: unknown, headers: SendHeaders): Promise<HttpAnswer> {
    return withStanding(
      () => this.take(client, body, headers),
      () => this.intake.standingOf(client),
    );
  }

  private async take(client: ApiClient, body: unknown, headers: SendHeaders): Promise<HttpAnswer> {
    const { tenant_id: tenantId, test } = client;
    const key = idempotencyKey(headers['idempotency-key']);
    const bodies = check(envelope, Array.isArray(body) ? { notifications: body } : body).notifications;
    const types = await this.types.of(tenantId);
    const mayBroadcast = client.scopes.includes(BROADCAST);
    const traceparent = continueTrace(headers.traceparent);
    const read = readAll(bodies, { tenantId, types, test, traceparent, mayBroadcast }, key);
    const { results, headers: standing } = await this.intake.accept(client, read.entries);
    results.forEach((result, i) => (read.results[read.indexes[i] as number] = result));
    return withHeaders(manyAnswer(read.results), standing);
  }
}

interface ReadBulk {
  /** The results that are known already; the others are filled in by their indexes. */
  readonly results: IntakeResult[];
  readonly entries: IntakeEntry[];
  readonly indexes: number[];
}

function readAll(bodies: readonly unknown[], context: RequestContext, key: string | undefined): ReadBulk {
  const read: ReadBulk = { results: [], entries: [], indexes: [] };
  for (const [index, body] of bodies.entries()) {
    const request = readRequest(body, context, keyOfItem(body, key, index));
    if (!request.ok) read.results[index] = refused(request.problem);
    else if (request.many) read.results[index] = refused(onlyOneUser());
    else {
      read.entries.push(request.entries[0] as IntakeEntry);
      read.indexes.push(index);
    }
  }
  return read;
}

/** An item's own key is its key; the header's stands for the whole bulk, and gives a key to the items that have none. */
const keyOfItem = (body: unknown, key: string | undefined, index: number): string | undefined =>
  key === undefined || hasKey(body) ? undefined : keyOfPart(key, index);

const hasKey = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  typeof (body as { idempotency_key?: unknown }).idempotency_key === 'string';

const onlyOneUser = (): Problem => problems.invalidField('/user_ids', 'is not for bulk: give each user an item');
