import { Inject, Injectable } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { idempotencyKey } from '#libs/http';
import { continueTrace } from '#libs/observability';
import { LimitedIntake } from '../../limits/limited-intake.js';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import {
  manyAnswer,
  singleAnswer,
  withHeaders,
  withStanding,
  type HttpAnswer,
  type SendHeaders,
} from './http-answer.js';
import { BROADCAST, readRequest } from './read-request.js';

@Injectable()
export class SendNotificationService {
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
    const mayBroadcast = client.scopes.includes(BROADCAST);
    const key = idempotencyKey(headers['idempotency-key']);
    const known = this.types.of(tenantId);
    const types = known instanceof Promise ? await known : known;
    const traceparent = continueTrace(headers.traceparent);
    const request = readRequest(body, { tenantId, types, traceparent, test, mayBroadcast }, key);
    if (!request.ok) throw request.problem;
    const { results, headers: standing } = await this.intake.accept(client, request.entries);
    const [first] = results;
    return withHeaders(request.many || !first ? manyAnswer(results) : singleAnswer(first), standing);
  }
}
