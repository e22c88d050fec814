import type { Static } from 'typebox';
import Type from 'typebox';
import { count, date, line, list, nullable, share, strict, timestamp } from '../../../../kernel/schema.ts';
import { severities } from '../../../../kernel/severity.ts';

/** Bands of the posture score, worst first (contract, section 4). */
export const bands = ['Severe', 'Elevated', 'Moderate', 'Good', 'Strong'] as const;
export type Band = (typeof bands)[number];

/** Lowest score of each band, 0..100; a band ends where the next begins. */
export const bandFloor: Readonly<Record<Band, number>> = {
  Severe: 0,
  Elevated: 40,
  Moderate: 60,
  Good: 80,
  Strong: 90,
};

/** One of the words, with the words kept in the static type. */
function oneOf<const Words extends readonly string[]>(words: readonly [...Words]) {
  return Type.Enum<[...Words]>(words);
}

const severity = oneOf(severities);
const vulnerabilityStatuses = [
  'OPEN',
  'CLIENT_FIXED',
  'VERIFIED',
  'RISK_ACCEPTED',
  'FALSE_POSITIVE',
] as const;
const score = Type.Number({ minimum: 0, maximum: 100 });
const points = Type.Number({ minimum: -100, maximum: 100 });
const level = Type.Integer({ minimum: 1, maximum: 5 });
const period = strict({ from: date, to: date });
const bySeverity = strict({ CRITICAL: count, HIGH: count, MEDIUM: count, LOW: count, INFO: count });

/** Words and points of the score: negative points lower it. */
const movement = strict({ label: line(120, 'In business words'), points });

const branding = strict({
  name: line(120, 'As the tenant calls itself'),
  logo: nullable(
    strict({
      mediaType: oneOf(['image/png', 'image/svg+xml']),
      base64: Type.String({ maxLength: 700_000, pattern: '^[A-Za-z0-9+/]*={0,2}$' }),
    }),
  ),
  accent: nullable(Type.String({ pattern: '^#[0-9A-Fa-f]{6}$' })),
  footer: nullable(line(160, 'For example a confidentiality mark')),
});

const posture = strict({
  score: nullable(score),
  band: nullable(oneOf(bands)),
  previousScore: nullable(score),
  formulaVersion: line(60),
  /** How the formula works, for a reader of the method page; at most three sentences. */
  formulaSummary: line(500),
  decisionTraceId: nullable(line(64)),
  /** What holds the score down now, heaviest first. */
  contributions: list(movement, 10),
  /** What moved it since `previousScore`, heaviest first; the rest up to the whole change is shown as "Other". */
  drivers: list(movement, 8),
});

const topRisk = strict({
  title: line(300, 'In business words'),
  severity,
  asset: line(200),
  criticality: nullable(level),
  why: line(400, 'Why it matters, one sentence'),
  daysOpen: count,
  owner: nullable(line(120)),
  status: oneOf(vulnerabilityStatuses),
  kev: Type.Boolean({ description: 'Listed as exploited (KEV catalogue)' }),
  dueOn: nullable(date),
});

const fixedItem = strict({
  title: line(300),
  severity,
  asset: line(200),
  closedOn: date,
  daysOpen: count,
  verified: Type.Boolean({ description: 'Somebody other than who fixed it, or a later scan, confirmed it' }),
});

export const ask = strict({
  rule: oneOf(['KEV', 'OVERDUE', 'OWNERS', 'GROWTH', 'COVERAGE', 'FIRST_LOOK']),
  decision: line(300, 'In decision form: "Agree that …"'),
  because: line(400),
  effect: line(400),
  /** Day by which it would be done; null when the decision sets it. */
  dueOn: nullable(date),
});

const source = strict({
  name: line(200, 'Assessment, scan or scope'),
  tool: line(80),
  finishedOn: date,
  findings: count,
  /** Assets looked at, and assets in its scope when known. */
  covered: nullable(count),
  inScope: nullable(count),
});

/** Tools named as the source of what is known of attacks. */
export const mostStating = 6;

const facts = {
  schema: Type.Literal('crp.board-pack/1'),
  locale: Type.Literal('en'),
  tenant: strict({ id: line(64), name: line(160) }),
  branding,
  asOf: timestamp,
  period,
  previousPeriod: nullable(period),
  posture,
  /** Oldest first. */
  scoreSeries: list(strict({ on: date, score }), 800),
  /** A quantity of risk under the formula, 0 is none, no upper bound, comparable over time. Oldest first. */
  exposureSeries: list(strict({ on: date, exposure: Type.Number({ minimum: 0 }) }), 800),
  /** One sentence that says what exposure counts. */
  exposureSummary: line(300),
  /** Dates that explain the curve, oldest first. */
  events: list(strict({ on: date, label: line(120) }), 6),
  assets: strict({ known: count, assessed: count, topCriticality: count }),
  openBySeverity: bySeverity,
  /** Open vulnerabilities by likelihood (5 = near certain) and asset criticality (5 = crown jewel); absent cells are 0. */
  heat: list(strict({ likelihood: level, criticality: level, open: count }), 25),
  /** openAtStart + arrived + returned - closed - accepted = open at `asOf`. */
  flow: strict({
    openAtStart: count,
    arrived: count,
    returned: count,
    closed: count,
    accepted: count,
    openNow: count,
  }),
  /** Weaknesses listed as exploited by attackers (KEV catalogue). */
  kev: strict({
    open: count,
    openAtStart: nullable(count),
    assets: count,
    oldestDays: nullable(count),
    /** Where the knowledge comes from; packs of before did not say. */
    basis: Type.Optional(
      strict({
        /** The feed of exploited vulnerabilities that is loaded; null without one. */
        feed: nullable(strict({ name: line(120), on: date })),
        /** Tools whose reports state it. */
        statedBy: list(line(80), mostStating),
        /** Open with a public exploit, without those above. */
        exploitAvailable: count,
      }),
    ),
  }),
  sla: strict({
    breachedBySeverity: bySeverity,
    dueSoon: count,
    dueSoonDays: Type.Integer({ minimum: 1, maximum: 90 }),
    /** Share closed by their date, of those that were due or closed in the period; null when there were none. */
    metShare: nullable(share),
    previousMetShare: nullable(share),
    /** Days allowed by severity; null where no date is set. */
    targetDays: strict({
      CRITICAL: nullable(count),
      HIGH: nullable(count),
      MEDIUM: nullable(count),
      LOW: nullable(count),
    }),
  }),
  topRisks: list(topRisk, 10),
  fixed: list(fixedItem, 12),
  /** The formula's parameters as a reader can follow them. */
  parameters: list(strict({ name: line(80), value: line(80), meaning: line(240) }), 20),
  sources: list(source, 40),
  /** All sources, when more than are listed. */
  sourcesTotal: count,
};

/** The figures, before the asks are worked out from them. */
export const boardPackFactsSchema = strict(facts);
export type BoardPackFacts = Static<typeof boardPackFactsSchema>;

/** Everything the document shows, frozen. Its canonical JSON is the report in format `json`, and what is signed. */
export const boardPackSnapshotSchema = strict({ ...facts, asks: list(ask, 4) });
export type BoardPackSnapshot = Static<typeof boardPackSnapshotSchema>;
export type Ask = Static<typeof ask>;
export type TopRisk = Static<typeof topRisk>;
export type Movement = Static<typeof movement>;
