import { isOwnPage } from './try.routes.js';

const from = (headers: Record<string, string>) => ({
  method: 'POST',
  url: '/try/session',
  path: '/try/session',
  headers: { 'content-type': 'application/json', host: '127.0.0.1:4003', ...headers },
  body: '{}',
});

describe('the backend of the page', () => {
  it('serves its own page and tools that are no browser', () => {
    expect(isOwnPage(from({ origin: 'http://127.0.0.1:4003' }))).toBe(true);
    expect(isOwnPage(from({}))).toBe(true);
  });

  it('does not lend its key to another site', () => {
    expect(isOwnPage(from({ origin: 'https://evil.example' }))).toBe(false);
    expect(isOwnPage(from({ 'sec-fetch-site': 'cross-site' }))).toBe(false);
    expect(isOwnPage(from({ origin: 'http://127.0.0.1:4003', 'content-type': 'text/plain' }))).toBe(false);
  });
});
