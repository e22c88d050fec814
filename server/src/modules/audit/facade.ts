/** What other modules and the commands may use of the audit log. */
export { verifyChainEnd } from './verify.ts';
