/** The start cannot go on. `message` is the one line that the operator reads. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
