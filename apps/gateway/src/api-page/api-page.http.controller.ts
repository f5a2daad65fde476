import { Controller, Get, Header, Inject } from '@nestjs/common';
import { PUBLIC_URL } from '../injection-tokens.js';
import { docsPage } from './docs-page.js';
import { openApiDocument } from './openapi.js';

const INLINE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

@Controller()
export class ApiPageHttpController {
  private readonly document: object;

  constructor(@Inject(PUBLIC_URL) publicUrl: string) {
    this.document = openApiDocument(publicUrl);
  }

  @Get()
  index(): object {
    return { name: 'Carillon', docs: '/docs', openapi: '/openapi.json', notifications: '/v1/notifications' };
  }

  @Get('openapi.json')
  openApi(): object {
    return this.document;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', INLINE_ONLY)
  docs(): string {
    return docsPage;
  }
}
