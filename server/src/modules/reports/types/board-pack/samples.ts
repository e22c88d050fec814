import { freezeBoardPack } from './asks.ts';
import { demoFacts, emptyFacts, firstFacts, hostileFacts, worseFacts } from './demo.fixture.ts';

/** Snapshots that the conformance test of all report types renders. */
export default [demoFacts, emptyFacts, worseFacts, firstFacts, hostileFacts].map(freezeBoardPack);
