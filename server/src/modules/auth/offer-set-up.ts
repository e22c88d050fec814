import type { Platform } from '../../platform/platform.ts';
import { ensureSetUp } from './set-up.ts';

/**
 * Makes the first administrator from CRP_ADMIN_*, or prints the one-time set-up link, while there is nobody. To the terminal and not
 * to the log, which may be shipped elsewhere: the link is a secret while it works.
 */
export async function offerSetUp(platform: Platform): Promise<void> {
  const result = await ensureSetUp(platform);
  if (result.state === 'CREATED')
    platform.log.info({ tenantId: result.tenantId }, 'made the first administrator from CRP_ADMIN_EMAIL');
  if (result.state !== 'LINK' || platform.config.logLevel === 'silent') return;
  console.log(`Set up CRP (works once, until ${result.expiresAt}):\n  ${result.url}`);
}
