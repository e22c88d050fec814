import type { makeDemo } from '../demo/demo.ts';
import { offerSetUp } from '../modules/auth/facade.ts';
import type { Config } from '../platform/config/config.ts';
import type { Platform } from '../platform/platform.ts';

interface AddDemo {
  readonly config: Config;
  readonly platform: Platform;
  /** The demo is loaded when it is asked for only. */
  readonly load?: () => Promise<{ readonly makeDemo: typeof makeDemo }>;
  readonly say?: (line: string) => void;
}

/** Makes the demo beside a platform that serves already. Never throws: whatever happens to the demo, the platform goes on. */
export async function addDemo({
  config,
  platform,
  load = () => import('../demo/demo.ts'),
  say = console.log,
}: AddDemo): Promise<void> {
  try {
    const demo = await load();
    if (await demo.makeDemo({ config, platform, say })) return;
  } catch (error) {
    platform.log.error({ err: error }, 'the demo could not be made');
    say(`The demo could not be made: ${error instanceof Error ? error.message : String(error)}`);
  }
  // The start left this to the demo.
  await offerSetUp(platform).catch((error) => platform.log.error({ err: error }, 'no set-up link was made'));
}
