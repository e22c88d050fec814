import { ConfigError } from '../platform/config/config.ts';
import { StartError } from '../platform/db/embedded/start-error.ts';
import { StartupError } from '../platform/db/errors.ts';

/** Reasons not to go on that an operator can do something about: told in one line, without a stack. */
export function isExpected(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof StartupError || error instanceof StartError;
}
