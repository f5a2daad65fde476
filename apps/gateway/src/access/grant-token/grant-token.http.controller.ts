import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Audit } from '../../audit/audit.js';
import { callOf } from '../../audit/call-of.js';
import { addressOf } from '../address-of.js';
import { rememberClient } from '../caller.js';
import { rememberRefusal } from '../refusal.js';
import { readGrantForm } from './grant-form.js';
import { GrantTokenService } from './grant-token.service.js';
import { GrantRefusedError } from './grant.error.js';

@Controller('oauth/token')
export class GrantTokenHttpController {
  constructor(
    @Inject(GrantTokenService) private readonly service: GrantTokenService,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  @Post()
  async grant(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    try {
      const form = readGrantForm(request.headers.authorization, request.body);
      const { client, token } = await this.service.grant(form, addressOf(request));
      rememberClient(request, client);
      this.audit.allowed(callOf(request));
      await reply.code(200).send(token);
    } catch (error) {
      if (!(error instanceof GrantRefusedError)) throw error;
      await refuse(request, reply, error);
    }
  }
}

async function refuse(request: FastifyRequest, reply: FastifyReply, refused: GrantRefusedError): Promise<void> {
  const { status, error, description, audited } = refused;
  if (audited) rememberRefusal(request, audited.reason, audited.known);
  if (status === 401) reply.header('www-authenticate', 'Basic realm="carillon"');
  await reply.code(status).send({ error, error_description: description });
}
