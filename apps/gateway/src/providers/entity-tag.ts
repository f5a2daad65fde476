import { problems } from '#libs/http';

/** Of what has a version: a strong one, since each version is one document. */
export const entityTag = (version: number): string => `"${version}"`;

/** The versions of an If-Match header (RFC 9110), of which one must be there; undefined: any will do. What is none of ours matches nothing. */
export function versionsOf(ifMatch: string | undefined): readonly number[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  return ifMatch.split(',').flatMap((tag) => {
    const version = /^"(\d{1,9})"$/.exec(tag.trim())?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

export const isOneOf = (version: number, versions: readonly number[] | undefined): boolean =>
  versions === undefined || versions.includes(version);

export const outOfDate = () =>
  problems.preconditionFailed('It has been changed meanwhile: read it again, and change what is there now');
