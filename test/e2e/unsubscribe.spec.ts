import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { until } from '#libs/testing';
import { CarillonClient } from './carillon-client.js';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** A folder for pictures of the page, for who works on its looks. */
const PICTURES = process.env['UNSUBSCRIBE_PICTURES'];

interface RawEntry {
  readonly raw: { readonly body: string };
}

type Headers = Readonly<Record<string, string>>;

describe('unsubscribing, on the whole platform', () => {
  const carillon = new CarillonClient();
  const newsletter = (userId: string, channels: readonly ('email' | 'sms' | 'in_app')[] = ['email']) =>
    carillon.send(userId, channels, { notification_type: 'newsletter', content: { title: 'News', body: 'Good ones' } });

  /** What the provider was given to put on the mail. */
  const headersOf = async (notificationId: string): Promise<Headers> => {
    const { seq } = await until(async () => (await carillon.ledger(notificationId))[0], {
      timeoutMs: 20_000,
      what: 'the mail at the provider',
    });
    const answer = await fetch(`${carillon.info.simulator}/control/ledger?after=${seq - 1}&limit=1`);
    const [entry] = ((await answer.json()) as { entries: [RawEntry] }).entries;
    const { personalizations } = JSON.parse(entry.raw.body) as { personalizations: { headers?: Headers }[] };
    return personalizations[0]?.headers ?? {};
  };
  const linkOf = async (userId: string): Promise<string> => {
    const headers = await headersOf((await newsletter(userId)).id);
    return /^<(.+)>$/.exec(headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
  };

  afterAll(() => carillon.close());

  it('takes one click on the header of a mail, and holds for the next newsletter', async () => {
    const user = await carillon.user();
    const headers = await headersOf((await newsletter(user.id)).id);
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const link = /^<(http.+\/u\/[\w-]+)>$/.exec(headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
    expect(link).not.toMatch(new RegExp(user.id));

    const click = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await fetch(link, { method: 'POST', body: click })).status).toBe(200);

    await expect(newsletter(user.id)).rejects.toThrow('422');
    await expect(newsletter(user.id)).rejects.toThrow('The user does not want marketing by email');
    const next = await newsletter(user.id, ['email', 'in_app']);
    expect(next.deliveries.find(({ channel }) => channel === 'email')).toMatchObject({
      status: 'UNSUBSCRIBED',
      reason: 'opted_out_of_category',
    });
  }, 40_000);

  it('is offered on what can be declined, and on nothing critical', async () => {
    const user = await carillon.user();
    const alert = await carillon.send(user.id, ['email'], { notification_type: 'security_alert' });
    expect(await headersOf(alert.id)).not.toHaveProperty('List-Unsubscribe');
    const order = await carillon.send(user.id, ['email']);
    expect(await headersOf(order.id)).toHaveProperty('List-Unsubscribe');
  }, 40_000);

  describe('on its page, in a real browser', () => {
    let browser: Browser;
    beforeAll(async () => {
      // As root, Chromium runs only without its sandbox; the page is our own.
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    });
    afterAll(() => browser?.close());

    const open = async (link: string, options: BrowserContextOptions = {}): Promise<Page> => {
      const page = await (await browser.newContext(options)).newPage();
      await page.goto(link);
      return page;
    };
    const picture = async (page: Page, name: string) => {
      if (PICTURES === undefined) return;
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    };
    /** A form that is none of ours, from which the page leads back to itself. */
    const sendNonsense = async (page: Page) => {
      await page.evaluate("document.querySelector('button[value=save]').value = 'nonsense'");
      await page.locator('button[value=nonsense]').click();
      await page.locator('a.main').waitFor();
    };
    const wishes = (userId: string) => carillon.call('GET', `/v1/users/${userId}/preferences`);

    it('everything can be changed and saved without a script', async () => {
      const user = await carillon.user();
      const page = await open(await linkOf(user.id), { javaScriptEnabled: false });
      const orders = page.getByRole('group', { name: 'Order update' });
      await orders.getByLabel('Email').uncheck();
      await page.getByLabel('Do not disturb me at certain hours').check();
      await page.getByLabel('From').fill('21:15');
      await page.getByRole('button', { name: 'Save' }).click();

      await page.getByRole('status').waitFor();
      expect(await page.getByRole('status').textContent()).toBe('Your choices are saved and apply from now on.');
      expect(await orders.getByLabel('Email').isChecked()).toBe(false);
      expect(await orders.getByLabel('Push notification').isChecked()).toBe(true);
      expect(await wishes(user.id)).toMatchObject({
        types: { order_update: { email: false } },
        quiet_hours: { start: '21:15', end: '07:00' },
      });
      await page.context().close();
    }, 40_000);

    it('one button unsubscribes from what the mail was, and nothing else does', async () => {
      const user = await carillon.user();
      const link = await linkOf(user.id);
      const page = await open(link, { javaScriptEnabled: false });
      await page.getByLabel('From').press('Enter'); // saves the form, where it is
      await page.getByRole('status').waitFor();
      expect(await wishes(user.id)).toMatchObject({ types: {} });
      await page.getByRole('button', { name: 'Unsubscribe from “Newsletter”' }).click();
      await page.getByText('Done.').waitFor();
      expect(await wishes(user.id)).toMatchObject({ types: { newsletter: { email: false } } });
      await expect(newsletter(user.id)).rejects.toThrow('The user does not want newsletter by email');
      await page.context().close();
    }, 40_000);

    it('is a link in the mailbox of the simulator, which leads to the page', async () => {
      const user = await carillon.user();
      const link = await linkOf(user.id);
      const page = await open(carillon.info.simulator);
      await page.getByRole('searchbox').fill(user.email);
      await page.locator('#list button', { hasText: 'News' }).first().click();
      expect(await page.getByRole('link', { name: 'its page' }).getAttribute('href')).toBe(link);
      await page.context().close();
    }, 40_000);

    it.each([
      ['by day', { colorScheme: 'light' }, 'en'],
      ['by night', { colorScheme: 'dark' }, 'de'],
      ['on a phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }, 'en'],
      ['from right to left', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }, 'ar'],
    ] as const)(
      'nothing stands in anybody’s way: %s',
      async (name, options, locale) => {
        const user = await carillon.user();
        await carillon.call('PUT', `/v1/users/${user.id}`, { locale, time_zone: 'Europe/Vienna' });
        const link = await linkOf(user.id);
        for (const address of [link, `${link}?done=saved`, `${link}x`, `${link}?unclear`]) {
          const page = await open(address, { ...options, locale });
          if (address.endsWith('unclear')) await sendNonsense(page);
          await page.evaluate(axe.source);
          const { violations, passes } = await page.evaluate(() =>
            (globalThis as unknown as { axe: typeof axe }).axe.run({
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            }),
          );
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
          expect(passes.length).toBeGreaterThan(10);
          expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
          await picture(page, `${name}-${address === link ? 'page' : address.slice(link.length).replace(/\W/g, '')}`);
          await page.context().close();
        }
      },
      60_000,
    );
  });
});
