import { utcOfIso } from '../mapping/time.ts';
import type { RawFinding } from '../parser.ts';

/** State of an issue or a vulnerability; the reason of a resolution says whether it was fixed or decided away. */
export function statusOf(status: string | undefined, reason: string | undefined): RawFinding['sourceStatus'] {
  const why = squeezed(reason);
  if (why.includes('falsepositive')) return 'FALSE_POSITIVE';
  if (why.includes('wontfix') || why.includes('exception') || why.includes('riskaccepted')) return 'ACCEPTED';
  switch (squeezed(status)) {
    case 'open':
    case 'inprogress':
      return 'OPEN';
    case 'resolved':
      return 'FIXED';
    case 'ignored':
    case 'rejected':
      return 'SUPPRESSED';
    default:
      return undefined;
  }
}

function squeezed(text: string | undefined): string {
  return text?.toLowerCase().replaceAll(/[^a-z]/g, '') ?? '';
}

/** Wiz writes RFC 3339, or "2026-01-05 08:00:00.123456 +0000 UTC" as Go prints it. */
export function timeOf(text: string | undefined): string | undefined {
  return utcOfIso(text?.replace(/([+-]\d{4}) [A-Z]{2,5}$/, '$1') ?? '');
}
