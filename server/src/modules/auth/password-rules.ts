import { invalidField } from '../../kernel/errors.ts';
import { isCommonPassword } from './common-passwords.ts';

/** ASVS 5.0, 6.2.1: at least eight characters, recommended fifteen; without a second factor for all, twelve. */
export const minimumPasswordLength = 12;

/**
 * @param context what an attacker knows of the person: address, name, organisation
 * @throws AppError VALIDATION_FAILED
 */
export function assertGoodPassword(path: string, password: string, context: readonly string[]): void {
  const problem = passwordProblem(password, context);
  if (problem) throw invalidField(path, problem);
}

export function passwordProblem(password: string, context: readonly string[]): string | undefined {
  if ([...password].length < minimumPasswordLength) return `use at least ${minimumPasswordLength} characters`;
  if (isCommonPassword(password, context))
    return 'is too easy to guess: it is made of well-known words, names, runs or repetitions. Add something of your own';
  return undefined;
}
