import { chromium, type Browser, type Page } from 'playwright-core';
import { platformInfo, until } from '#libs/testing';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

describe('the page of the API, in a real browser', () => {
  const { gateway } = platformInfo();
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    // As root, Chromium runs only without its sandbox; the page is our own.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${gateway}/docs`);
    await page.locator('section.call').first().waitFor();
  });
  afterAll(() => browser?.close());

  it('shows every call with its scope and an example, and asks nobody else for anything', async () => {
    const api = (await (await fetch(`${gateway}/openapi.json`)).json()) as { paths: Record<string, object> };
    const calls = Object.values(api.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
    expect(await page.locator('section.call').count()).toBe(calls);
    const send = page.locator('#sendNotification');
    expect(await send.locator('.scope').textContent()).toBe('notifications:write');
    expect(await send.locator('pre').first().textContent()).toContain('"Suspicious login"');
    expect(asked.filter((url) => !url.startsWith(gateway))).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('finds calls by what is in them', async () => {
    const all = await page.locator('section.call').count();
    await page.getByRole('searchbox').fill('quiet_hours PUT');
    await until(async () => (await page.locator('section.call:visible').count()) < all / 5, { what: 'fewer calls' });
    expect(await page.locator('#putPreferences').isVisible()).toBe(true);
    expect(await page.locator('#sendNotification').isVisible()).toBe(false);
  });
});
