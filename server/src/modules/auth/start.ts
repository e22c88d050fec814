import type { Platform } from '../../platform/platform.ts';
import { offerSetUp } from './offer-set-up.ts';

/** A demo that is about to set the platform up makes a link of its own; one offered before it would be dead at once. */
export async function start(platform: Platform): Promise<void> {
  if (platform.demoComes && platform.config.adminEmail === undefined) return;
  await offerSetUp(platform);
}
