import { Inject, Injectable } from '@nestjs/common';
import { problems, Problem } from '#libs/http';
import { UnsubscribeTokens, type UnsubscribeToken } from '#libs/unsubscribe';
import { TypeCatalog } from '../notification-types/type-catalog.js';
import { UserDirectory } from '../users/user-directory.js';
import { readForm, type Changes } from './form.js';
import { backTo, plainText, type Page } from './page/document.js';
import { filledPlain } from './page/html.js';
import { pageLanguage } from './page/language.js';
import { messagePage } from './page/message-page.js';
import { categoryName } from './page/names.js';
import { TEXTS } from './page/texts/index.js';
import { namesIn, wishesPage, type Notice } from './page/wishes-page.js';
import { oneClickPatch, patchOf, typePatch } from './patches.js';

/** As the browser or the mailbox sends it. */
export interface Visit {
  readonly token: string;
  readonly acceptLanguage?: string | undefined;
  readonly contentType?: string | undefined;
  /** What the page is to say of the form that led to it. */
  readonly notice?: Notice | undefined;
  readonly body?: unknown;
}

/** The page behind an unsubscribe link. The link is the authority: who has it may change what its user gets. */
@Injectable()
export class UnsubscribeService {
  constructor(
    @Inject(UnsubscribeTokens) private readonly tokens: UnsubscribeTokens,
    @Inject(UserDirectory) private readonly users: UserDirectory,
    @Inject(TypeCatalog) private readonly types: TypeCatalog,
  ) {}

  /** Changes nothing: scanners follow links. */
  async show({ token: text, acceptLanguage, notice }: Visit): Promise<Page> {
    const token = this.open(text);
    const [profile, types] = await Promise.all([
      this.users.find(token.tenantId, token.userId),
      this.types.of(token.tenantId),
    ]);
    return wishesPage({ token, profile, types, language: pageLanguage(profile.locale, acceptLanguage), notice });
  }

  async change(visit: Visit): Promise<Page> {
    const token = this.open(visit.token);
    const asked = await readForm(visit.contentType, visit.body);
    if (!asked) return this.notUnderstood(token, visit);
    if (asked.kind === 'one_click') return this.oneClick(token, visit);
    if (asked.kind === 'save') return this.save(token, asked.changes, visit);
    await this.users.patchPreferences(token.tenantId, token.userId, typePatch(token));
    return backTo('?done=unsubscribed');
  }

  /** Told in the user's language, where that can be asked for. */
  private async notUnderstood({ tenantId, userId }: UnsubscribeToken, { acceptLanguage }: Visit): Promise<Page> {
    const profile = await this.users.find(tenantId, userId).catch(() => undefined);
    return messagePage('unclear', 400, pageLanguage(profile?.locale, acceptLanguage));
  }

  /** No page and no redirect: it is a machine that asks, on somebody's behalf. */
  private async oneClick(token: UnsubscribeToken, { acceptLanguage }: Visit): Promise<Page> {
    const patch = oneClickPatch(token);
    const { locale } = await this.users.patchPreferences(token.tenantId, token.userId, patch);
    const language = pageLanguage(locale, acceptLanguage);
    const texts = TEXTS[language];
    const names = namesIn(token, texts);
    const what = patch.categories ? categoryName(token.category, texts) : names.what;
    return plainText(200, language, filledPlain(texts.unsubscribed, { ...names, what }));
  }

  private async save(token: UnsubscribeToken, changes: Changes, visit: Visit): Promise<Page> {
    if (changes.quiet === 'invalid') return this.show({ ...visit, notice: 'sameTimes' });
    const { tenantId, userId } = token;
    const [profile, types] = await Promise.all([this.users.find(tenantId, userId), this.types.of(tenantId)]);
    const patch = patchOf(changes, profile, types);
    if (patch) await this.users.patchPreferences(tenantId, userId, patch);
    return backTo('?done=saved');
  }

  private open(text: string): UnsubscribeToken {
    const opened = this.tokens.open(text);
    if (opened.state === 'forged') throw problems.notFound('There is no such link');
    if (opened.state === 'expired') throw new Problem(410, 'link_expired', 'The link has expired');
    return opened.token;
  }
}
