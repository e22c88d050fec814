import { dayMs } from '../../../../kernel/time.ts';
import type { ReadCtx } from '../../../../platform/db/ctx.ts';

import { dueSoonDays, lossParts } from '../../../scoring/facade.ts';
import { printBranding } from '../../../tenants/facade.ts';
import { slaDays } from '../../../vulnerabilities/facade.ts';
import { changesOf, heaviestOf, type Posture, postureOf } from '../../facts/posture.ts';
import {
  crownJewels,
  type Exploitation,
  exploitationOf,
  type Flow,
  fixedIn,
  flowOf,
  type RiskRow,
  risksOf,
} from '../../facts/register-store.ts';
import type { Span } from '../../facts/scope.ts';
import { firstScans, sourcesOf } from '../../facts/sources.ts';
import type { Gather, Gathered } from '../gather.ts';
import { freezeBoardPack } from './asks.ts';
import { type BoardPackFacts, type BoardPackSnapshot, mostStating } from './snapshot.ts';
import { exposureSummary, exposureWeight, formulaOf, partLabel, riskWhy, scanLabel } from './wording.ts';

const mostRisks = 10;
const mostFixed = 12;
const mostSources = 40;
const mostEvents = 6;
const mostContributions = 10;
const mostDrivers = 8;

/** The board pack's figures in the caller's snapshot. */
const gather: Gather<BoardPackSnapshot> = async (ctx, request): Promise<Gathered<BoardPackSnapshot>> => {
  const { period, previous } = request;
  const span: Span = {
    assessmentId: request.assessmentId,
    from: startOf(period.from),
    to: request.asOf,
    live: request.live,
  };
  const posture = await postureOf(ctx, span);
  const earlier = await flowOf(ctx, { ...span, from: startOf(previous.from), to: span.from, live: false });
  const flow = await flowOf(ctx, span);
  const hasPrevious = posture.before !== null;
  const facts: BoardPackFacts = {
    schema: 'crp.board-pack/1',
    locale: 'en',
    ...(await identityOf(ctx)),
    asOf: request.asOf,
    period,
    previousPeriod: hasPrevious ? previous : null,
    posture: postureFacts(posture),
    ...seriesOf(posture),
    exposureSummary,
    events: await eventsOf(ctx, span),
    assets: await assetsOf(ctx, span, posture),
    openBySeverity: { ...posture.now.levels.openBySeverity },
    heat: posture.now.levels.heat.map(({ likelihood, criticality, open }) => ({
      likelihood,
      criticality,
      open,
    })),
    flow: flowFacts(flow),
    kev: { ...kevFacts(flow, posture, span), basis: basisOf(await exploitationOf(ctx, span, mostStating)) },
    sla: slaFacts(posture, flow, hasPrevious ? earlier : null),
    topRisks: await topRisksOf(ctx, span, posture),
    fixed: await fixedOf(ctx, span),
    parameters: formulaOf(posture.now.posture.formulaVersion).parameters,
    ...(await sourceFacts(ctx, span)),
  };
  const { score, band, formulaVersion } = posture.now.posture;
  return { snapshot: freezeBoardPack(facts), scores: [posture.now], score, riskLevel: band, formulaVersion };
};

export default gather;

function startOf(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 1).toISOString();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const controls = /[\u0000-\u001f\u007f]+/g;

/** Fits a field of the snapshot: no control characters, at most so many UTF-16 units, never empty, no half character at the cut. */
function clip(text: string, max: number): string {
  const plain = text.replace(controls, ' ').trim().toWellFormed() || '\u2013';
  return plain.length <= max ? plain : `${plain.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

async function identityOf(ctx: ReadCtx): Promise<Pick<BoardPackFacts, 'tenant' | 'branding'>> {
  const { name, logo, accent, footer } = await printBranding(ctx);
  return {
    tenant: { id: ctx.tenantId, name: clip(name, 160) },
    branding: {
      name: clip(name, 120),
      logo: logo && { mediaType: logo.contentType, base64: logo.base64 },
      accent,
      footer: footer === null ? null : clip(footer, 160),
    },
  };
}

function postureFacts(
  { now, before }: Posture,
  changes = changesOf({ now, before, history: [] }),
): BoardPackFacts['posture'] {
  const { score, band, formulaVersion } = now.posture;
  return {
    score,
    band,
    previousScore: before?.score ?? null,
    formulaVersion,
    formulaSummary: formulaOf(formulaVersion).summary,
    decisionTraceId: score === null ? null : now.traceId,
    contributions: lossParts(now.posture)
      .slice(0, mostContributions)
      .map(({ code, hundredths }) => ({ label: partLabel(code), points: -hundredths / 100 })),
    drivers: changes
      .slice(0, mostDrivers)
      .map(({ code, hundredths }) => ({ label: partLabel(code), points: hundredths / 100 })),
  };
}

function seriesOf({ history }: Posture): Pick<BoardPackFacts, 'scoreSeries' | 'exposureSeries'> {
  return {
    scoreSeries: history.map(({ on, score }) => ({ on, score })),
    exposureSeries: history.map(({ on, openBySeverity }) => ({
      on,
      exposure: exposureWeight(openBySeverity),
    })),
  };
}

async function eventsOf(ctx: ReadCtx, span: Span): Promise<BoardPackFacts['events']> {
  const from = new Date(Date.parse(span.to) - 366 * dayMs).toISOString();
  const scans = await firstScans(ctx, { ...span, from }, mostEvents);
  return scans.map(({ at, scope }) => ({ on: at.slice(0, 10), label: clip(scanLabel(scope), 120) }));
}

async function assetsOf(ctx: ReadCtx, span: Span, { now }: Posture): Promise<BoardPackFacts['assets']> {
  const { assets: assessed, unassessedAssets } = now.posture.counts;
  return { known: assessed + unassessedAssets, assessed, topCriticality: await crownJewels(ctx, span) };
}

function flowFacts({
  openAtStart,
  arrived,
  returned,
  closed,
  accepted,
  openNow,
}: Flow): BoardPackFacts['flow'] {
  return { openAtStart, arrived, returned, closed, accepted, openNow };
}

function kevFacts(
  { kevOpenAtStart, kevAssets, kevOldestAt }: Flow,
  { now, before }: Posture,
  span: Span,
): BoardPackFacts['kev'] {
  return {
    open: now.levels.kevOpen,
    openAtStart: before === null ? null : kevOpenAtStart,
    assets: kevAssets,
    oldestDays: kevOldestAt === null ? null : daysBetween(kevOldestAt, span.to),
  };
}

/** There is no feed to load yet (threat-intel answers 501): what is known of attacks, reports said. */
function basisOf({ statedBy, exploitAvailable }: Exploitation): NonNullable<BoardPackFacts['kev']['basis']> {
  return { feed: null, statedBy: statedBy.map((tool) => clip(tool, 80)), exploitAvailable };
}

function slaFacts({ now }: Posture, flow: Flow, earlier: Flow | null): BoardPackFacts['sla'] {
  const { CRITICAL, HIGH, MEDIUM, LOW } = slaDays;
  return {
    breachedBySeverity: { ...now.levels.breachedBySeverity },
    dueSoon: now.levels.dueSoon,
    dueSoonDays,
    metShare: shareOf(flow),
    previousMetShare: earlier && shareOf(earlier),
    targetDays: { CRITICAL, HIGH, MEDIUM, LOW },
  };
}

function shareOf({ met, due }: Flow): number | null {
  return due === 0 ? null : met / due;
}

async function topRisksOf(ctx: ReadCtx, span: Span, { now }: Posture): Promise<BoardPackFacts['topRisks']> {
  const ids = heaviestOf(now, mostRisks);
  const rows = await risksOf(ctx, span, ids);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [topRisk(row, span)] : [];
  });
}

function topRisk(row: RiskRow, span: Span): BoardPackFacts['topRisks'][number] {
  const { title, severity, asset, criticality, openedAt, owner, status, kev, dueAt } = row;
  return {
    title: clip(title, 300),
    severity,
    asset: clip(asset, 200),
    criticality,
    why: clip(riskWhy(row, span.to), 400),
    daysOpen: daysBetween(openedAt, span.to),
    owner: owner === null ? null : clip(owner, 120),
    status,
    kev,
    dueOn: dueAt === null ? null : dueAt.slice(0, 10),
  };
}

async function fixedOf(ctx: ReadCtx, span: Span): Promise<BoardPackFacts['fixed']> {
  const rows = await fixedIn(ctx, span, mostFixed);
  return rows.map(({ title, severity, asset, closedAt, openedAt, verified }) => ({
    title: clip(title, 300),
    severity,
    asset: clip(asset, 200),
    closedOn: closedAt.slice(0, 10),
    daysOpen: daysBetween(openedAt, closedAt),
    verified,
  }));
}

async function sourceFacts(
  ctx: ReadCtx,
  span: Span,
): Promise<Pick<BoardPackFacts, 'sources' | 'sourcesTotal'>> {
  const rows = await sourcesOf(ctx, span, mostSources);
  return {
    sources: rows.map(({ name, tool, finishedAt, findings, covered }) => ({
      name: clip(name, 200),
      tool: clip(tool, 80),
      finishedOn: finishedAt.slice(0, 10),
      findings,
      covered,
      inScope: null,
    })),
    sourcesTotal: rows[0]?.total ?? 0,
  };
}

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / dayMs));
}
