import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { baseScoreOf } from './cvss/cvss.ts';
import type { KeptInputs } from './inputs.ts';
import { inputsWriter } from './inputs.ts';
import { type CountedRow, type Levels, levelCounter } from './levels.ts';
import { type AssetRisk, assessAsset } from './models/posture-1/asset.ts';
import type { PostureAsset, PostureFinding } from './models/posture-1/input.ts';
import { type PostureResult, scorePosture } from './models/posture-1/score.ts';
import { exposures } from './models/posture-1/weights.ts';
import { findingsThen } from './past-store.ts';
import type { AsOf, Subject } from './population.ts';
import {
  type AssetRow,
  assetIdsOf,
  assetsAfter,
  type FindingRow,
  findingsBetween,
  type Totals,
  transitionTotals,
} from './register-store.ts';
import { type Improvement, type Remedy, type RemedyRow, remedyCollector } from './remedies.ts';

/** What a subject looks like at one moment: score, counts, and what would help. */
export interface Observation {
  readonly result: PostureResult;
  readonly levels: Levels;
  readonly totals: Totals;
  readonly improvements: readonly Improvement[];
  readonly inputs: KeptInputs;
  /** As in LevelCounter. */
  readonly validUntilMs: number | null;
}

/** How many findings a result names: the most the formula can. */
const topN = 50;
/** The same process answers requests: after so many findings they have their turn. */
const findingsPerTurn = 500;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/**
 * Reads the register once, asset by asset, and scores it. Memory holds one page of findings and a few numbers per asset.
 * The same register and as-of time give the same observation.
 */
export async function observe(ctx: ReadCtx, subject: Subject, asOf: AsOf): Promise<Observation> {
  const { asOfMs } = asOf;
  const totals = transitionTotals(ctx, asOf);
  // Awaited after the pages; a failure of theirs must not leave this one unhandled.
  totals.catch(() => undefined);
  const counter = levelCounter({ asOfMs });
  const remedies = remedyCollector({ asOfMs });
  const writer = inputsWriter();
  const risks: AssetRisk[] = [];
  for await (const { asset, rows } of observedAssets(ctx, subject, asOf)) {
    const findings = rows.map(({ finding }) => finding);
    const risk = assessAsset({ asset, findings, asOfMs });
    risks.push(risk);
    counter.add(asset, rows);
    remedies.add(asset, rows, risk);
    writer.add(asset, findings);
  }
  const inputs = writer.finish({ asOfMs, topN });
  await nextTurn();
  const result = scorePosture({ assets: risks, asOfMs, inputsHash: inputs.manifestSha256, topN });
  await nextTurn();
  return {
    result,
    levels: counter.levels(),
    totals: await totals,
    improvements: remedies.best(risks),
    inputs,
    validUntilMs: counter.validUntilMs(),
  };
}

interface ObservedAsset {
  readonly asset: PostureAsset;
  readonly rows: readonly (CountedRow & RemedyRow)[];
}

/** The register asset by asset; other requests have their turn in between. */
export async function* observedAssets(
  ctx: ReadCtx,
  subject: Subject,
  asOf: AsOf,
): AsyncGenerator<ObservedAsset> {
  let unbroken = 0;
  for await (const { assets, findings } of pagesOf(ctx, subject, asOf)) {
    const byAsset = Map.groupBy(findings, (row) => row.assetId);
    for (const row of assets) {
      const rows = byAsset.get(row.assetId) ?? [];
      unbroken += rows.length;
      if (unbroken > findingsPerTurn) {
        unbroken = 0;
        await nextTurn();
      }
      yield { asset: assetOf(row), rows: rows.map((finding) => rowOf(finding, row.owned)) };
    }
  }
}

interface ObservedPage {
  readonly assets: readonly AssetRow[];
  readonly findings: readonly FindingRow[];
}

/** Assets of the first page. As many as scanners find on hosts give some thousand findings. */
const firstPage = 100;
const largestPage = 500;
/** A page with fewer findings than that is followed by one of twice as many assets: a statement costs more than its rows. */
const fewFindings = 2_500;

async function* pagesOf(ctx: ReadCtx, subject: Subject, asOf: AsOf): AsyncGenerator<ObservedPage> {
  const findingsOf = asOf.rewind ? findingsThen : findingsBetween;
  const ids = subject.type === 'TENANT' ? null : await assetIdsOf(ctx, subject.id);
  let after = beforeAll;
  let limit = firstPage;
  for (let seen = 0; ids === null || seen < ids.length; ) {
    const among = ids?.slice(seen, seen + limit) ?? null;
    const assets = await assetsAfter(ctx, { asOf, after, among, limit });
    const upTo = among?.at(-1) ?? assets.at(-1)?.assetId;
    if (upTo === undefined) return;
    const findings = await findingsOf(ctx, { subject, asOf, after, upTo });
    yield { assets, findings };
    if (ids === null && assets.length < limit) return;
    seen += limit;
    after = upTo;
    if (findings.length < fewFindings) limit = Math.min(largestPage, limit * 2);
    else if (findings.length > 4 * fewFindings) limit = Math.max(firstPage, Math.floor(limit / 2));
  }
}

function assetOf({ assetId, criticality, exposure, assessed, aliases }: AssetRow): PostureAsset {
  return {
    assetId,
    criticality,
    // Words that the formula does not know (a partner's reach) count as not known: more than internal, less than internet.
    exposure: exposures.find((word) => word === exposure) ?? 'UNKNOWN',
    assessed,
    aliases: aliases.map(keysOf),
  };
}

function rowOf(row: FindingRow, owned: boolean): CountedRow & RemedyRow {
  const finding: PostureFinding = {
    findingId: row.findingId,
    assetId: row.assetId,
    severity: row.severity,
    cvssScore: row.cvssScore ?? (row.cvssVector === null ? null : baseScoreOf(row.cvssVector)),
    knownExploited: row.kev,
    epss: row.epss,
    status: row.status,
    recurrences: row.recurrences,
    openedAtMs: row.openedAtMs,
    slaDueAtMs: row.dueAtMs,
    vulnerabilityKeys: keysOf(row.keys),
  };
  return { finding, unassigned: row.unassigned && !owned, remedy: remedyOf(row) };
}

/** Names a catalogue, with a day that many entries share, and no vulnerability. */
const noIdentity = 'CISA-KNOWN-EXPLOITED';

function keysOf(text: string): readonly string[] {
  if (text === '') return [];
  return text
    .toUpperCase()
    .split(' ')
    .filter((key) => !key.startsWith(noIdentity));
}

function remedyOf({ status, component, tool, ruleId }: FindingRow): Remedy {
  if (status === 'CLIENT_FIXED') return { kind: 'VERIFY' };
  if (component !== null && component !== '')
    return { kind: 'COMPONENT', component: withoutVersion(component) };
  return { kind: 'RULE', tool, ruleId };
}

/** `openssl@3.0.2` → `openssl`; the leading @ of a scoped package is part of its name. */
function withoutVersion(component: string): string {
  const at = component.lastIndexOf('@');
  return at > 0 ? component.slice(0, at) : component;
}
