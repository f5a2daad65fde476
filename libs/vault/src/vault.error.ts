import { CarillonError } from '#libs/kernel';

/** Something can't be opened. The message never holds what was sealed. */
export class VaultError extends CarillonError {}
