import { offerSetUp } from './offer-set-up.ts';
import { isSessionAlive } from './session-alive.ts';
import { completeSetUp, ensureSetUp, isSetUpRequired } from './set-up.ts';

/** What other modules and the composition root may use of identity. */
export { completeSetUp, ensureSetUp, isSessionAlive, isSetUpRequired, offerSetUp };
