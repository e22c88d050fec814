import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite } from '../../kernel/operation.ts';
import { readers } from '../../kernel/roles.ts';
import {
  count,
  countOf,
  flag,
  line,
  list,
  nullable,
  oneOf,
  riskLevel,
  score,
  severity,
  severityCounts,
  shape,
  shareOf,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';
import { assetRef, criticality } from '../assets/shapes.ts';
import { contribution } from '../scoring/shapes.ts';
import { slaState } from '../vulnerabilities/shapes.ts';

const tag = 'dashboard';

export const scoreDelta = shape('ScoreDelta', {
  value: Type.Number({ description: 'Points since the earlier score; above 0 is better' }),
  previousScore: score,
  since: timestamp,
  reasons: Type.Array(
    strict({ points: Type.Number(), text: stringOf('What moved it, in one sentence'), count }),
  ),
});

export const heatCell = shape('HeatCell', {
  likelihood: Type.Integer({ minimum: 1, maximum: 5, description: '1 rare to 5 almost certain' }),
  criticality,
  open: countOf('Open vulnerabilities in the cell'),
  worstSeverity: nullable(severity),
});

export const topRisk = shape('TopRisk', {
  vulnerabilityId: uuid,
  title: string,
  severity,
  asset: assetRef,
  kev: Type.Boolean(),
  exploitProbability: nullable(shareOf('EPSS: chance of exploitation within 30 days')),
  slaState,
  points: Type.Number({ description: 'Points of the score it costs' }),
  why: stringOf('Why it stands here, in business words'),
});

export const improvement = shape('Improvement', {
  title: stringOf('What to do, for example "Update OpenSSL on 14 hosts"'),
  vulnerabilityIds: Type.Array(uuid, { description: 'At most 200' }),
  vulnerabilities: count,
  assets: count,
  points: Type.Number({ minimum: 0, description: 'Points of the score that this wins' }),
  filter: stringOf('Query string of GET /vulnerabilities that lists exactly these'),
});

export const dashboardChanges = shape('DashboardChanges', {
  since: timestamp,
  opened: count,
  closed: count,
  reopened: count,
  newlyKev: count,
  importsFinalized: count,
});

export const dashboardSummary = shape('DashboardSummary', {
  overallScore: nullable(
    Type.Number({
      minimum: 0,
      maximum: 100,
      description: '0..100, higher is better; null before the first import',
    }),
  ),
  riskLevel: nullable(riskLevel),
  delta: nullable(scoreDelta),
  contributions: Type.Array(contribution, { description: 'What the score is made of, largest first' }),
  heatMatrix: Type.Array(heatCell, { description: '25 cells, likelihood by asset criticality' }),
  counts: strict({
    open: count,
    openBySeverity: severityCounts,
    byStatus: strict({
      OPEN: count,
      CLIENT_FIXED: count,
      VERIFIED: count,
      RISK_ACCEPTED: count,
      FALSE_POSITIVE: count,
    }),
    recurring: countOf('Open ones that had been resolved before'),
    unassigned: countOf('Open ones without an owner, of their own or of their asset'),
    assets: count,
    assetsWithOpen: count,
    exposureSignals: count,
    needDecision: countOf('Fixes that wait for verification, and imports that wait at the gate'),
  }),
  sla: strict({
    breached: count,
    breachedBySeverity: severityCounts,
    dueSoon: countOf('Due within seven days'),
    onTrack: count,
  }),
  slaBreaches: countOf('The same as sla.breached'),
  kevOpen: countOf('Open vulnerabilities on the CISA list of known exploited ones'),
  topRisks: Type.Array(topRisk, { description: 'At most 10' }),
  improvements: Type.Array(improvement, { description: 'What would move the score most, at most 5' }),
  changes: nullable(dashboardChanges),
  lastImportAt: nullable(timestamp),
  formulaVersion: string,
  decisionTraceId: Type.Union([uuid, Type.Null()], {
    description: 'null before the first import, and for the moment until a fresh score is kept',
  }),
  computedAt: timestamp,
});

export const getDashboardSummary = operation({
  id: 'getDashboardSummary',
  method: 'GET',
  path: '/dashboard/summary',
  summary: 'Posture at a glance',
  tag,
  access: tenantRead(readers, 'read:dashboard'),
  query: strict({
    changesSince: Type.Optional(timestamp),
  }),
  response: json(dashboardSummary),
});

export const trendRange = oneOf(['30d', '90d', '6m', '1y', '3y', '5y'], { title: 'TrendRange' });

export const scorePoint = shape('ScorePoint', {
  at: timestamp,
  score,
  riskLevel,
  formulaVersion: string,
});

export const exposurePoint = shape('ExposurePoint', {
  at: timestamp,
  open: count,
  bySeverity: severityCounts,
  kevOpen: count,
  slaBreached: count,
  exposureSignals: count,
  opened: countOf('Since the point before'),
  closed: countOf('Since the point before'),
});

export const trendAnnotation = shape('TrendAnnotation', {
  at: timestamp,
  kind: oneOf(['IMPORT_FINALIZED', 'FORMULA_CHANGED', 'ASSESSMENT_DELETED', 'REPORT_MADE']),
  text: string,
  subjectId: nullable(uuid),
});

export const getDashboardTrends = operation({
  id: 'getDashboardTrends',
  method: 'GET',
  path: '/dashboard/trends',
  summary: 'Score and exposure over time',
  description:
    'Both series hold the value at the end of each interval, oldest first; intervals before the first import are left out.',
  tag,
  access: tenantRead(readers, 'read:dashboard'),
  query: strict({
    range: Type.Optional(trendRange),
    timeZone: Type.Optional(line(64, 'Whose days and months; default UTC')),
  }),
  response: json(
    shape('DashboardTrends', {
      range: trendRange,
      interval: oneOf(['DAY', 'WEEK', 'MONTH']),
      from: timestamp,
      to: timestamp,
      scoreSeries: Type.Array(scorePoint),
      exposureSeries: Type.Array(exposurePoint),
      annotations: Type.Array(trendAnnotation),
      previousPeriod: nullable(
        strict({
          from: timestamp,
          to: timestamp,
          averageScore: nullable(score),
          endScore: nullable(score),
          openAtEnd: count,
          opened: count,
          closed: count,
        }),
      ),
    }),
  ),
});

const assumedScore = {
  score: nullable(score),
  riskLevel: nullable(riskLevel),
};

export const askWhatIf = operation({
  id: 'askWhatIf',
  method: 'POST',
  path: '/dashboard/what-if',
  summary: 'The score if these were fixed, accepted or removed',
  description:
    'Asks the engine on the register of this moment. Stores nothing. Ids that are not open in this workspace are refused.',
  tag,
  access: tenantWrite(readers, 'read:dashboard'),
  body: strict({
    fixedVulnerabilities: Type.Optional(list(uuid, 500)),
    acceptedVulnerabilities: Type.Optional(list(uuid, 500)),
    removedRelationships: Type.Optional(list(uuid, 500)),
  }),
  response: json(
    shape('WhatIfScore', {
      before: strict(assumedScore),
      after: strict(assumedScore),
      points: nullable(Type.Number({ description: 'What the score would win' })),
      parts: Type.Array(
        strict({
          kind: oneOf(['FIXED', 'ACCEPTED', 'RELATIONSHIPS_REMOVED']),
          count,
          points: Type.Number({ description: 'In this order, on top of the parts before; they add up' }),
          text: string,
        }),
      ),
      contributions: Type.Array(contribution, {
        description: 'What the score would be made of, largest first',
      }),
      formulaVersion: string,
      decisionTraceId: Type.Union([uuid, Type.Null()], {
        description: 'Of the score before; null for the moment until a fresh score is kept',
      }),
      computedAt: timestamp,
    }),
  ),
  errors: ['NOT_FOUND'],
  audit: { none: 'computes only; nothing is stored' },
});

const pathFix = shape('PathFix', {
  vulnerabilityIds: Type.Array(uuid, { description: 'All records of one vulnerability on the asset' }),
  title: string,
  severity,
  asset: assetRef,
  reason: oneOf(['CAP', 'LOSS'], 'CAP: it alone keeps the score below the target. LOSS: it weighs'),
  action: oneOf(['FIX', 'VERIFY'], 'VERIFY: a fix is declared already'),
});

export const getCheapestPath = operation({
  id: 'getCheapestPath',
  method: 'GET',
  path: '/dashboard/cheapest-path',
  summary: 'The fewest fixes that reach a score',
  description:
    'The engine itself confirms the score after them. The same register gives the same path. Finding the smallest set is a hard problem: `atLeast` says how many no set can do without, and `smallest` whether the path is proven to be the smallest.',
  tag,
  access: tenantRead(readers, 'read:dashboard'),
  query: strict({
    target: Type.Number({ minimum: 0, maximum: 100, multipleOf: 0.01, description: 'Score to reach' }),
  }),
  response: json(
    shape('CheapestPath', {
      target: score,
      before: strict(assumedScore),
      after: strict(assumedScore),
      fixes: Type.Array(pathFix, { description: 'At most 500, what has no substitute first' }),
      total: countOf('Fixes of the whole path'),
      withoutSubstitute: countOf('Of these, what alone keeps the score below the target'),
      atLeast: countOf('No set with fewer reaches the target'),
      smallest: flag('total equals atLeast'),
      formulaVersion: string,
      decisionTraceId: Type.Union([uuid, Type.Null()], {
        description: 'Of the score before; null for the moment until a fresh score is kept',
      }),
      computedAt: timestamp,
    }),
  ),
});

export const operations = [getDashboardSummary, getDashboardTrends, askWhatIf, getCheapestPath];
