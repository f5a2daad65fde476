import { problems } from '#libs/http';

/**
 * A body whose signature is good. It is read more kindly than what strangers send: a provider that is refused tells the same again
 * and again, and one mail server's odd answer must not hold up the hundreds of events beside it. What is odd is cleaned where it is used.
 */
export function readSignedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw problems.malformedJson('It is not JSON');
  }
}
