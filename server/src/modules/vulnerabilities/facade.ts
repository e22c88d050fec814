/** What other modules may use of the register's rules: the days to remediate, by severity; null: no limit. */
export { slaDays } from './lifecycle.ts';
