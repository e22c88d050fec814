import type { GateCheck } from './gate.ts';

const storm = { count: 50, factor: 3 } as const;

/** The first import of a scope is no storm. */
export const severityStorm: GateCheck = ({ facts: { newCritical, openCritical }, lastScanAt }) => {
  if (lastScanAt === null || newCritical < storm.count || newCritical <= openCritical * storm.factor)
    return undefined;
  return {
    id: 'severity-storm',
    level: 'WARNING',
    title: 'Unusually many new criticals',
    message: `${newCritical} new critical vulnerabilities beside ${openCritical} open ones. Did the scanner's policy or its severity scale change?`,
    count: newCritical,
  };
};

const shift = { count: 20, share: 0.3 } as const;

/** Many known findings rated anew, and all in one direction: a scale that changed, not the world. */
export const severityShift: GateCheck = ({ facts: { worse, better, shared } }) => {
  const most = Math.max(worse, better);
  if (most < shift.count || most <= shared * shift.share || Math.min(worse, better) * 10 > most)
    return undefined;
  const direction = worse > better ? 'worse' : 'better';
  return {
    id: 'severity-shift',
    level: 'WARNING',
    title: `Unusually many are rated ${direction} than before`,
    message: `${most} of ${shared} known findings are rated ${direction} now. Did the scanner's severity scale change?`,
    count: most,
  };
};
