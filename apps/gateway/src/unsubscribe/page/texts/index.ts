import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { he } from './he.js';
import { it } from './it.js';
import { nl } from './nl.js';
import { pl } from './pl.js';
import { pt } from './pt.js';
import type { Texts } from './texts.js';

export const TEXTS = { ar, de, en, es, fr, he, it, nl, pl, pt } as const satisfies Record<string, Texts>;

export type Language = keyof typeof TEXTS;
