import type { Profile, QuietHours } from '#libs/contracts';
import type { UnsubscribeToken } from '#libs/unsubscribe';
import type { Types } from '../../notification-types/type-catalog.js';
import { textOf, type Choice } from '../choice.js';
import { byCategory, channelsOf, wants, wantsCategory, type CategoryOfTypes } from '../wishes.js';
import { framed, type Page } from './document.js';
import { filled, html, type Html } from './html.js';
import { categoryName, humanised } from './names.js';
import { TEXTS, type Language } from './texts/index.js';
import type { Texts } from './texts/texts.js';

export type Notice = 'saved' | 'unsubscribed' | 'sameTimes';

export interface WishesView {
  readonly token: UnsubscribeToken;
  readonly profile: Profile;
  readonly types: Types;
  readonly language: Language;
  readonly notice?: Notice | undefined;
}

const AT_NIGHT = { start: '22:00', end: '07:00' };

/** All that one gets, and the forms to change it. They need no script, and say what they were like when they were made. */
export function wishesPage(view: WishesView): Page {
  const { language, notice } = view;
  const texts = TEXTS[language];
  const main = html`<h1>${texts.title}</h1>
    <p class="quiet">${texts.intro}</p>
    ${noticeOf(view, texts)} ${theOne(view, texts)}
    <form method="post" action="?" autocomplete="off">
      ${byCategory(view.types, view.token.category).map((one) => categoryCard(one, view, texts))}
      ${quietCard(view.profile, texts)} ${stopCard(view.profile, texts)}
      <div class="save"><button class="main" name="do" value="save">${texts.save}</button></div>
    </form>`;
  const status = notice === 'sameTimes' ? 422 : 200;
  return framed({ status, language, texts, title: texts.title, main });
}

/** What is told of the message that the link came with. */
export const namesIn = ({ type, channel }: Pick<UnsubscribeToken, 'type' | 'channel'>, texts: Texts) => ({
  what: humanised(type),
  by: texts.by[channel],
});

/** Whether what the link is about still comes; undefined where that is not for its user to say. */
function comes({ token, profile, types }: WishesView): boolean | undefined {
  const type = types.get(token.type);
  return type && !type.critical ? wants(profile.preferences, type.name, type.category, token.channel) : undefined;
}

/** The address only says what happened; whether it did is seen from the wishes. */
function noticeOf(view: WishesView, texts: Texts): Html | undefined {
  const { notice, token } = view;
  if (notice === 'sameTimes') return html`<p class="notice bad" role="alert">${texts.sameTimes}</p>`;
  if (notice === undefined || (notice === 'unsubscribed' && comes(view) !== false)) return undefined;
  const words = notice === 'saved' ? html`${texts.saved}` : filled(texts.unsubscribed, namesIn(token, texts));
  return html`<p class="notice" role="status">${words}</p>`;
}

/** The button that most people come for; a form of its own, so that the Enter key elsewhere never presses it. */
function theOne(view: WishesView, texts: Texts): Html | undefined {
  const { token, profile, notice } = view;
  if (profile.preferences.opted_out) return html`<p class="card">${texts.stopHint}</p>`;
  const names = namesIn(token, texts);
  switch (comes(view)) {
    case undefined:
      return undefined;
    case false:
      return notice === 'unsubscribed'
        ? undefined
        : html`<p class="card quiet">${filled(texts.doesNotCome, names)}</p>`;
    case true:
      return html`<form class="card" method="post" action="?">
        <p>${filled(texts.comes, names)}</p>
        <button class="main" name="do" value="unsubscribe">${filled(texts.unsubscribe, names)}</button>
      </form>`;
  }
}

function categoryCard({ category, types, critical }: CategoryOfTypes, view: WishesView, texts: Texts): Html {
  const { preferences } = view.profile;
  const reached = channelsOf(view.profile);
  const used = reached.filter((channel) => types.some((type) => type.channels.includes(channel)));
  const box = (choice: Choice, checked: boolean) => choiceBox(choice, checked, texts);
  const whole = used.map((channel) =>
    box({ on: 'category', name: category, channel }, wantsCategory(preferences, category, channel)),
  );
  const rows = types.map((type) => {
    const boxes = reached
      .filter((channel) => type.channels.includes(channel))
      .map((channel) =>
        box({ on: 'type', name: type.name, channel }, wants(preferences, type.name, category, channel)),
      );
    return row(humanised(type.name), boxes, types.length === 1);
  });
  return html`<section class="card">
    <h2><bdi>${categoryName(category, texts)}</bdi></h2>
    ${types.length > 1 ? row(texts.everything, whole) : undefined} ${rows} ${alwaysSent(critical, texts)}
  </section>`;
}

const alwaysSent = (critical: CategoryOfTypes['critical'], texts: Texts): Html | undefined =>
  critical.length === 0
    ? undefined
    : html`<p class="quiet small">
        ${filled(texts.always, { what: critical.map(({ name }) => humanised(name)).join(', ') })}
      </p>`;

const row = (legend: string, boxes: readonly Html[], only = false): Html | undefined =>
  boxes.length === 0
    ? undefined
    : html`<fieldset>
        <legend ${only ? html`class="only"` : undefined}><bdi>${legend}</bdi></legend>
        <div class="choices">${boxes}</div>
      </fieldset>`;

/** A box that is not ticked is not sent at all: what was ticked before goes along, so that only what changed is changed. */
function choiceBox(choice: Choice, checked: boolean, texts: Texts): Html {
  const value = textOf(choice);
  return html`<label class="choice">
      <input type="checkbox" name="on" value="${value}" ${tick(checked)} />${texts.channels[choice.channel]}</label
    >${checked ? html`<input type="hidden" name="was" value="${value}" />` : undefined}`;
}

const tick = (checked: boolean): Html | undefined => (checked ? html`checked` : undefined);

function quietCard({ preferences, time_zone }: Profile, texts: Texts): Html {
  const { quiet_hours: quiet } = preferences;
  const { start, end } = quiet ?? AT_NIGHT;
  return html`<section class="card">
    <h2 id="quiet-heading">${texts.quietHeading}</h2>
    <p class="quiet small" id="quiet-hint">${texts.quietHint}</p>
    <label class="choice">
      <input type="checkbox" name="quiet" value="yes" aria-describedby="quiet-hint" ${tick(quiet !== null)} />
      ${texts.quiet}
    </label>
    <div class="times" role="group" aria-labelledby="quiet-heading">
      <label>${texts.from} <input type="time" name="start" value="${start}" /></label>
      <label>${texts.until} <input type="time" name="end" value="${end}" /></label>
    </div>
    <p class="quiet small">${filled(texts.timeZone, { what: time_zone ?? 'UTC' })}</p>
    <input type="hidden" name="was_quiet" value="${quietText(quiet)}" />
  </section>`;
}

export const quietText = (quiet: Pick<QuietHours, 'start' | 'end'> | null): string =>
  quiet === null ? '' : `${quiet.start}-${quiet.end}`;

const stopCard = ({ preferences }: Profile, texts: Texts): Html =>
  html`<section class="card">
    <h2>${texts.stopHeading}</h2>
    <p class="quiet small" id="stop-hint">${texts.stopHint}</p>
    <label class="choice"
      ><input
        type="checkbox"
        name="stop"
        value="yes"
        aria-describedby="stop-hint"
        ${tick(preferences.opted_out)}
      />${texts.stop}</label
    >${preferences.opted_out ? html`<input type="hidden" name="was_stop" value="yes" />` : undefined}
  </section>`;
