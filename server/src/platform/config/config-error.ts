/** One line that names the setting, what is wrong with it, and what is allowed. Never the value of a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
