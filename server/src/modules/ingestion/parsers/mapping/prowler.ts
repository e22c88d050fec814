import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { referencesOf } from './advisory.ts';
import { classOfOutcome } from './check-outcome.ts';
import { CoveredTargets } from './covered-targets.ts';
import { findingOf } from './finding.ts';
import { addCve } from './identifiers.ts';
import { utcOfIso } from './time.ts';
import { Ratings } from './unrated.ts';

type Text = string | undefined;

/** What one result of Prowler says, in whichever of its formats. */
export interface ProwlerResult {
  readonly where: string;
  readonly checkId: Text;
  readonly title: Text;
  readonly status: Text;
  readonly message: Text;
  readonly severity: Text;
  readonly muted: Text;
  readonly account: Text;
  readonly region: Text;
  /** ARN or other unique id. */
  readonly resource: Text;
  readonly uniqueId: Text;
  readonly description: Text;
  readonly risk: Text;
  readonly remediation: Text;
  readonly urls: readonly Text[];
  readonly tags: readonly Text[];
  readonly time: Text;
  readonly sourceData: Record<string, unknown>;
}

const maxChecks = 200_000;

/** Turns results into findings and keeps what they say together: which checks ran, on what, how many are unrated. */
export class ProwlerResults {
  readonly #sink: ParseSink;
  readonly #ratings: Ratings;
  readonly #covered: CoveredTargets;
  readonly #checks = new Set<string>();

  constructor(sink: ParseSink) {
    this.#sink = sink;
    this.#ratings = new Ratings(sink);
    this.#covered = new CoveredTargets(sink);
    sink.scan({ toolName: 'Prowler' });
  }

  /** Undefined when the result names neither a check nor a title. */
  finding(result: ProwlerResult): RawFinding | undefined {
    const { where, message } = result;
    const ruleId = checkOf(result);
    if (ruleId === undefined) return undefined;
    const target = targetOf(result);
    const cves: string[] = [];
    addCve(cves, ruleId);
    const isMuted = isMutedResult(result);
    const outcome = isMuted ? 'EXPOSURE_SIGNAL' : (classOfOutcome(result.status) ?? 'INFORMATIONAL');
    if (this.#checks.size < maxChecks) this.#checks.add(ruleId);
    this.#covered.add(target);
    return findingOf({
      where,
      ruleId,
      title: titleOf(result) ?? ruleId,
      toolUniqueId: result.uniqueId,
      severity: this.#ratings.of(result.severity, where),
      sourceSeverity: result.severity ?? '',
      resultClass: cves.length > 0 && outcome === 'EXPOSURE_SIGNAL' ? 'VULNERABILITY' : outcome,
      evidenceClass: 'DIRECT',
      target,
      cves,
      description: result.description,
      impact: result.risk,
      remediation: result.remediation,
      references: referencesOf(result.urls.filter((url) => url !== undefined && /^https?:/i.test(url))),
      evidence: message,
      matcher: matcherOf(result),
      sourceStatus: isMuted ? 'SUPPRESSED' : undefined,
      seenAt: utcOfIso(result.time ?? ''),
      tags: result.tags.filter((tag) => tag !== undefined).slice(0, 100),
      sourceData: result.sourceData,
    });
  }

  end(): void {
    if (this.#checks.size > 0) this.#sink.scan({ checksRun: [...this.#checks] });
    this.#ratings.end('Versions before 2.3 rate nothing.');
  }
}

/** Version 2 writes the check in front of its title: "[check11] Avoid the use of the root account (Scored)". */
const titlePattern = /^\[([\w.-]+)\]\s*(.+)$/s;

function checkOf({ checkId, title }: ProwlerResult): string | undefined {
  return titlePattern.exec(title ?? '')?.[1] ?? checkId ?? title;
}

function titleOf({ title }: ProwlerResult): string | undefined {
  return titlePattern.exec(title ?? '')?.[2] ?? title;
}

/** Version 2 and the first of version 3 wrote WARNING, later ones MUTED, for what an allow list takes out. */
function isMutedResult({ muted, status }: ProwlerResult): boolean {
  return /^(?:true|1|yes)$/i.test(muted ?? '') || /^(?:warning|muted)$/i.test(status ?? '');
}

function targetOf({ resource, account }: ProwlerResult): SourceTarget {
  const raw = resource ?? account ?? '';
  return raw === '' ? { kind: 'CLOUD_RESOURCE', raw } : { kind: 'CLOUD_RESOURCE', raw, reference: raw };
}

/** Version 2 often names the resource in its message alone; else the region tells results on an account apart. */
function matcherOf({ resource, region, message }: ProwlerResult): string | undefined {
  if (resource !== undefined) return region;
  return [region, message].filter((part) => part !== undefined).join(' ') || undefined;
}
