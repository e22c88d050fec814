import { createHash } from 'node:crypto';

/** Failed attempts that are checked, per bucket and window; what goes beyond is refused unchecked. */
export interface Bucket {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

const minute = 60;
const hour = 3_600;

/**
 * At most ten checked failures a minute for an account, wherever they come from. One network may use five of them, and
 * networks from which the person has never signed in seven together: so a stranger can neither lock a person out who comes
 * from elsewhere, nor many strangers one who comes from a known place.
 */
export function signInBuckets({
  email,
  network,
  known,
}: {
  email: string;
  network: string;
  known: boolean;
}): readonly Bucket[] {
  const account = digest(email);
  const shared = [
    { name: `account:${account}`, limit: 10, windowSeconds: minute },
    { name: `account-network:${account}:${network}`, limit: 5, windowSeconds: minute },
  ];
  if (known) return shared;
  return [
    ...shared,
    { name: `account-strangers:${account}`, limit: 7, windowSeconds: minute },
    { name: `sign-in-network:${network}`, limit: 60, windowSeconds: minute },
  ];
}

/** Name of the bucket that blocks first when one network hammers one account; known before the account is. */
export function signInNetworkBucket(email: string, network: string): string {
  return `account-network:${digest(email)}:${network}`;
}

/** Codes can be tried by whoever has the password only; ten an hour leave a guesser 1 in 1,400 a day. */
export function totpBuckets(userId: string): readonly Bucket[] {
  return [{ name: `totp:${userId}`, limit: 10, windowSeconds: hour }];
}

/** Keys hold 256 random bits: the limit bounds noise and cost. A right key is never refused for the failures of others. */
export function keyBuckets({
  lookup,
  network,
}: {
  lookup: string | undefined;
  network: string;
}): readonly Bucket[] {
  const ofNetwork = { name: `key-network:${network}`, limit: 300, windowSeconds: minute };
  return lookup === undefined
    ? [ofNetwork]
    : [{ name: `key:${lookup}`, limit: 10, windowSeconds: minute }, ofNetwork];
}

/** One-time tokens of invitations and of the set-up. */
export function tokenBuckets(network: string): readonly Bucket[] {
  return [{ name: `token-network:${network}`, limit: 20, windowSeconds: minute }];
}

/** What a stranger types as an address is not kept readable; it may be a password in the wrong field. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url');
}
