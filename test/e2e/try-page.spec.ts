import { chromium, type Browser, type Page } from 'playwright-core';
import { platformInfo, until } from '#libs/testing';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

describe('the page to try Carillon by hand, in a real browser', () => {
  const { simulator } = platformInfo();
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    // As root, Chromium runs only without its sandbox; the page is our own.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  });
  afterAll(() => browser?.close());

  it('rings the bell when the message arrives, and goes from ACCEPTED to READ', async () => {
    await page.goto(`${simulator}/try`);
    await page.getByText('live', { exact: true }).waitFor();
    await page.getByLabel('Title').fill('Hello myself');
    await page.getByRole('button', { name: 'Send' }).click();

    const item = page.locator('#items li', { hasText: 'Hello myself' });
    await item.waitFor();
    await until(async () => (await page.locator('#unread').textContent()) === '1', { what: 'one unread' });
    const life = page.locator('.life').first();
    await until(async () => (await life.getAttribute('data-status')) === 'DELIVERED', { what: 'DELIVERED' });

    await item.getByRole('button', { name: 'Mark read' }).click();
    await until(async () => (await life.getAttribute('data-status')) === 'READ', { what: 'READ' });
    await until(async () => (await page.locator('#unread').textContent()) === '0', { what: 'nothing unread' });
    expect(await life.locator('li.reached').count()).toBe(5);
    expect(problems).toEqual([]);
  });

  it('shows in the mailbox what went out by email, and finds it again', async () => {
    await page.goto(`${simulator}/try`);
    await page.getByText('live', { exact: true }).waitFor();
    const title = `Letter ${Date.now()}`;
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('In-app').uncheck();
    await page.getByLabel('Email').check();
    await page.getByRole('button', { name: 'Send' }).click();

    await page.goto(simulator);
    await page.getByRole('searchbox').fill(title);
    await page.locator('#list button', { hasText: title }).click();
    await page.locator('#letter', { hasText: title }).waitFor();
    expect(await page.locator('#letter').textContent()).toContain('@example.org');
  });

  it('shows a push to an Android, an iPhone and a browser, each by its own service', async () => {
    await page.goto(`${simulator}/try`);
    await page.getByText('live', { exact: true }).waitFor();
    const title = `Push ${Date.now()}`;
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('In-app').uncheck();
    await page.getByLabel('Push').check();
    await page.getByRole('button', { name: 'Send' }).click();

    const messages = async () => {
      const answer = await fetch(`${simulator}/mailbox/messages?q=${encodeURIComponent(title)}`);
      return ((await answer.json()) as { messages: { provider: string; title?: string }[] }).messages;
    };
    const three = await until(async () => (await messages()).length === 3 && messages(), { what: 'three pushes' });
    expect(three.map(({ provider }) => provider).toSorted()).toEqual(['apns', 'fcm', 'webpush']);
    expect(three.every((message) => message.title === title)).toBe(true);
    await page.goto(simulator);
    await page.getByRole('searchbox').fill(title);
    await page.locator('#list button', { hasText: title }).nth(2).waitFor();
    expect(problems).toEqual([]);
  });
});
