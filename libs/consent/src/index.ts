export { consentTo, type Consent, type ConsentRule, type RefusalReason, type TypeRules } from './consent.js';
export { consentInWords, inWords, whyItStands, type Circumstances } from './in-words.js';
export { localDay } from './local-day.js';
export { afterOpening } from './opening.js';
export { quietUntil, RINGING } from './quiet-hours.js';
