import { api, take } from './client.ts';
import type { ReportVerification } from './schema.ts';

/** Public keys of this platform: the one that signs now, then earlier ones. Asks without signing in. */
export async function publishedKeys(): Promise<readonly { keyId: string; publicKey: string }[]> {
  return (await take(api.GET('/system/origin'))).signingKeys;
}

/** Whether this platform made the bytes with this SHA-256. Asks without signing in. */
export function verifyHash(sha256: string): Promise<ReportVerification> {
  return take(api.POST('/reports/verify', { body: { sha256 } }));
}
