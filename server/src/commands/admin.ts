import { readConfig } from '../platform/config/config.ts';
import { secretKeysOf } from '../platform/config/secret-key-file.ts';
import { createKeys } from '../platform/crypto/keys.ts';
import { masterKey } from '../platform/crypto/master-key.ts';
import { startEmbedded } from '../platform/db/embedded/start-embedded.ts';
import { prepareDatabase } from '../platform/db/prepare.ts';
import { rewrapAll } from '../platform/db/rewrap.ts';
import { earlierSigningKeys } from '../platform/db/signing-keys.ts';
import { loadModules } from '../platform/modules.ts';
import { createLog } from '../platform/telemetry/log.ts';
import { isExpected } from './expected.ts';

/** `admin rewrap`: work of operators, beside the service. Every reason to stop is one line and exit code 1. */
export async function admin([what, ...rest]: readonly string[]): Promise<void> {
  if (what !== 'rewrap' || rest.length > 0) {
    console.error('Usage: admin rewrap');
    process.exitCode = 2;
    return;
  }
  try {
    await rewrap();
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`CRP cannot re-wrap: ${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * Second half of a change of the master key: the new one stands first in the ring, the old ones behind it. With the embedded database
 * the service has to be stopped; beside another one it may run.
 */
async function rewrap(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel });
  const quiet = {
    info: (message: string) => log.debug(message),
    warn: (message: string) => log.warn(message),
  };
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbedded({ dataDir: config.dataDir, log: quiet });
  try {
    const { current, previous } = await secretKeysOf(config);
    const ring = { current: masterKey(current), previous: previous.map(masterKey) };
    const adminUrl = config.databaseUrl ?? embedded?.adminUrl ?? '';
    const before = createKeys(ring.current, { previous: ring.previous });
    await prepareDatabase({ adminUrl, appPassword: before.databasePassword, ring, log });
    const retired = await earlierSigningKeys(adminUrl, before.secrets);
    const keys = createKeys(ring.current, { previous: ring.previous, retired });
    const columns = [...(await loadModules()).values()].flatMap((parts) => parts.sealedColumns ?? []);
    const done = await rewrapAll({ adminUrl, current: ring.current, keys, columns });
    console.log(
      `${done.rewrapped} secrets were re-wrapped under the current key, ${done.current} were under it already.` +
        (ring.previous.length > 0
          ? ' The earlier keys can be taken out of CRP_SECRET_KEY, or of the file secret-key.'
          : ''),
    );
  } finally {
    await embedded?.stop();
  }
}
