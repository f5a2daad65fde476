import { Inject, Injectable } from '@nestjs/common';
import type { TestMode } from '#libs/contracts';
import { idempotencyKey } from '#libs/http';
import { continueTrace } from '#libs/observability';
import { TypeCatalog } from '../../notification-types/type-catalog.js';
import { Intake } from '../intake/intake.js';
import { manyAnswer, singleAnswer, type HttpAnswer, type SendHeaders } from './http-answer.js';
import { readRequest } from './read-request.js';

@Injectable()
export class SendNotificationService {
  constructor(
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
    @Inject(Intake) private readonly intake: Intake,
  ) {}

  async send(tenantId: string, body: unknown, headers: SendHeaders, test?: TestMode): Promise<HttpAnswer> {
    const key = idempotencyKey(headers['idempotency-key']);
    const known = this.types.of(tenantId);
    const types = known instanceof Promise ? await known : known;
    const traceparent = continueTrace(headers.traceparent);
    const request = readRequest(body, { tenantId, types, traceparent, test }, key);
    if (!request.ok) throw request.problem;
    const results = await this.intake.accept(request.entries);
    const [first] = results;
    return request.many || !first ? manyAnswer(results) : singleAnswer(first);
  }
}
