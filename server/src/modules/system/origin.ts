import { createPublicKey } from 'node:crypto';
import type { DataOf } from '../../kernel/operation.ts';
import { keyIdOf } from '../../platform/crypto/keys.ts';
import { apiBase } from '../../platform/http/bind.ts';
import { docsPath } from '../../platform/http/docs.ts';
import type { Platform } from '../../platform/platform.ts';
import type { getSystemOrigin } from './contract.ts';

/** Addresses under which this deployment is reached; all follow from CRP_PUBLIC_URL. */
export function originOf(
  { config, version, keys }: Platform,
  setUpRequired: boolean,
): DataOf<typeof getSystemOrigin> {
  const origin = config.publicUrl;
  return {
    origin,
    apiBase: origin + apiBase,
    version,
    setUpRequired,
    callbacks: {
      jira: `${origin}${apiBase}/integrations/jira/callback`,
      signIn: `${origin}/sign-in`,
      invitation: `${origin}/invitation`,
    },
    documentation: origin + docsPath,
    signingKeys: [keys.publicKey, ...keys.earlierPublicKeys].map((publicKey) => ({
      keyId: keyIdOf(createPublicKey(publicKey)),
      publicKey,
    })),
  };
}
