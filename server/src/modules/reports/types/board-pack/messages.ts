import type { Severity } from '../../../../kernel/severity.ts';
import type { TopRisk } from './snapshot.ts';
import {
  capitalised,
  changeWords,
  countOf,
  dateWords,
  digits,
  numberWord,
  percent,
  plural,
  signed,
} from './words.ts';

/** Every word of the board pack, in English. Plain, present tense, no blame. */

const weaknesses = (value: number) => countOf(value, 'weakness', 'weaknesses');
const points = (value: number) => countOf(Math.abs(value), 'point', 'points');
const isAre = (value: number) => plural(value, 'is', 'are');
const attackersUse = (value: number) => `${weaknesses(value)} that attackers already use`;

/** "Nessus", "Nessus and Nuclei", "Nessus, Nuclei and Trivy". */
const listed = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const labels = {
  report: 'Board pack',
  subject: 'Cyber risk',
  asOf: 'As of',
  period: 'Period',
  page: 'Page',
  of: 'of',
  inThisPack: 'What this pack says',
  outOf: 'of 100',
  whatMoved: 'What moved the score',
  whatHolds: 'What holds it down now',
  exposure: 'Exposure',
  score: 'Score',
  together: 'Together',
  likelihood: 'Likelihood',
  criticality: 'Asset criticality',
  other: 'Other changes',
  points: 'Points',
  bySeverity: 'Open weaknesses by severity',
  severity: 'Severity',
  risk: 'Risk and why it matters',
  weakness: 'Weakness',
  asset: 'Asset',
  days: 'Days open',
  ownerStatus: 'Owner and status',
  noOwner: 'No owner',
  due: 'due',
  exploited: 'Used by attackers',
  overdueBySeverity: 'Past their date, by severity',
  allowed: 'Days allowed to close',
  notSet: 'none set',
  kevOpen: 'used by attackers and open',
  overdue: 'past their date',
  met: 'closed within their date',
  openFlow: 'From open then to open now',
  openThen: 'Open at the start',
  arrived: 'New',
  returned: 'Came back',
  closed: 'Closed',
  accepted: 'Risk accepted',
  openNow: 'Open now',
  notableFixes: 'Closed in the period',
  closedOn: 'Closed on',
  confirmed: 'Confirmed',
  yes: 'Yes',
  notYet: 'Not yet',
  because: 'Because',
  effect: 'Effect',
  doneBy: 'Done by',
  agreed: 'Agreed',
  amended: 'Amended',
  declined: 'Declined',
  howScored: 'How the score is made',
  parameter: 'Part',
  value: 'Value',
  meaning: 'What it does',
  bandsHead: 'Bands',
  wordsHead: 'Words',
  sourcesHead: 'Sources',
  source: 'Source',
  tool: 'Tool',
  finished: 'Finished',
  coverage: 'Assets covered',
  findings: 'Findings',
  unknown: 'not stated',
  reportId: 'Report',
  sha256: 'SHA-256 of the data',
  signature: 'Signature',
  signedBy: 'Key',
  publicKey: 'Public key',
  notSigned: 'This deployment has no signing key. The SHA-256 still shows whether the data is unchanged.',
  howToVerify: 'How to verify',
  verifyHere: 'Check it here',
} as const;

export const severityWords: Readonly<Record<Severity, string>> = {
  CRITICAL: 'Critical',
  HIGH: 'High',
  MEDIUM: 'Medium',
  LOW: 'Low',
  INFO: 'Info',
};

export const statusWords: Readonly<Record<TopRisk['status'], string>> = {
  OPEN: 'Open',
  CLIENT_FIXED: 'Fix to verify',
  VERIFIED: 'Verified',
  RISK_ACCEPTED: 'Accepted',
  FALSE_POSITIVE: 'False positive',
};

export const likelihoodWords = ['Rare', 'Unlikely', 'Possible', 'Likely', 'Near certain'] as const;
export const criticalityWords = ['Minor', 'Low', 'Medium', 'High', 'Crown jewel'] as const;

/** Titles that state the message of a page. */
export const titles = {
  firstSteps: (value: number) =>
    capitalised(`${countOf(value, 'step leads', 'steps lead')} to the first score`),
  nothing: 'Nothing has been assessed yet, so there is no score to report',
  scoreFirst: (score: number, band: string) => `The first score is ${score}, ${band}`,
  scoreHolds: (score: number, band: string) => `The score holds at ${score}, ${band}`,
  scoreMoved: (delta: number, score: number, band: string) =>
    `The score ${delta > 0 ? 'rose' : 'fell'} ${points(delta)} to ${score}, ${band}`,
  bandCrossed: (delta: number, from: string, to: string) =>
    `The score ${delta > 0 ? 'rose' : 'fell'} ${points(delta)}, from ${from} to ${to}`,
  join: (first: string, second: string) => `${first}; ${second}`,
  short: (value: number, band: string) => `${points(value)} short of ${band}`,
  kevConcern: (value: number) => `${attackersUse(value)} ${plural(value, 'stays', 'stay')} open`,
  overdueConcern: (value: number) =>
    `${countOf(value, 'serious weakness', 'serious weaknesses')} ${isAre(value)} past ${plural(value, 'its', 'their')} date`,
  dominantConcern: (assets: number) =>
    `${countOf(assets, 'asset', 'assets')} now ${plural(assets, 'dominates', 'dominate')}`,
  calm: 'nothing serious is overdue',
  exposure: (ratio: number, months: number) =>
    `Exposure ${changeWords(ratio)} over ${countOf(months, 'month', 'months')}`,
  scoreRange: (from: number, to: number, months: number) =>
    from === to
      ? `The score stands where it stood ${countOf(months, 'month', 'months')} ago`
      : `The score went from ${from} to ${to} in ${countOf(months, 'month', 'months')}`,
  hot: (value: number) =>
    capitalised(
      `${weaknesses(value)} likely to be used ${plural(value, 'sits', 'sit')} on the assets that matter most`,
    ),
  noneHot: 'No weakness likely to be used sits on the assets that matter most',
  dominant: (assets: number, risks: number, of: number) =>
    capitalised(
      `${countOf(assets, 'asset', 'assets')} ${plural(assets, 'carries', 'carry')} ${risks === of ? 'all' : `${numberWord(risks)} of the`} ${numberWord(of)} top risks`,
    ),
  spread: (value: number) =>
    value === 1
      ? 'One risk leads the list'
      : `The ${numberWord(value)} top risks are spread over many assets`,
  withoutOwner: (value: number) => `${numberWord(value)} ${plural(value, 'has', 'have')} no owner`,
  kevAndOverdue: (kev: number, overdue: number) =>
    capitalised(
      `${attackersUse(kev)} ${isAre(kev)} open; ${numberWord(overdue)} ${isAre(overdue)} past ${plural(overdue, 'its', 'their')} date`,
    ),
  kevOnly: (kev: number) =>
    capitalised(`${attackersUse(kev)} ${isAre(kev)} open, and nothing is past its date`),
  overdueOnly: (overdue: number) =>
    capitalised(
      `${weaknesses(overdue)} ${isAre(overdue)} past ${plural(overdue, 'its', 'their')} date; attackers are not known to use any that is open`,
    ),
  overdueAttacksUnknown: (overdue: number) =>
    capitalised(
      `${weaknesses(overdue)} ${isAre(overdue)} past ${plural(overdue, 'its', 'their')} date; whether attackers use what is open is not known`,
    ),
  onTimeAttacksUnknown: 'Nothing is past its date; whether attackers use what is open is not known',
  onTime: 'Nothing is past its date, and attackers are not known to use anything that is open',
  moreFixed: (closed: number, came: number) =>
    `More was closed than came in: ${digits(closed)} against ${digits(came)}`,
  moreFound: (closed: number, came: number) =>
    `More came in than was closed: ${digits(came)} against ${digits(closed)}`,
  even: (closed: number) => `As much was closed as came in: ${digits(closed)}`,
  nothingClosed: (came: number) => `Nothing was closed in this period; ${digits(came)} came in`,
  firstLook: (found: number) => `The first look found ${weaknesses(found)}`,
  quiet: 'Nothing came in and nothing was closed in this period',
  asks: (value: number) =>
    value === 0
      ? 'No decision is asked of the board this time'
      : capitalised(`${countOf(value, 'decision is', 'decisions are')} asked of the board`),
  method: (sources: number, assessed: number, known: number) =>
    `The figures rest on ${countOf(sources, 'source', 'sources')} that ${plural(sources, 'covers', 'cover')} ${digits(assessed)} of ${digits(known)} known assets`,
  methodEmpty: 'How the figures will be made once there are sources',
  proof: 'Anyone can check that this pack is unchanged',
};

/** Explanation, at most three sentences a page. */
export const say = {
  coverEmpty:
    'No assessment has been finished in this workspace. This pack therefore shows no figures; it says what is needed for the first one.',
  driverUp: (label: string, value: number) => `“${label}” raised it most (${signed(value)}).`,
  driverDown: (label: string, value: number) => `“${label}” lowered it most (${signed(value)}).`,
  noPrevious: 'There is no earlier score to compare with; the next pack will show the change.',
  noTrend: 'A trend needs at least two scores, so this pack shows none.',
  since: (day: string) => `Change since ${dateWords(day)}`,
  noChange: 'No change can be stated yet',
  nextBand: (value: number, band: string) => `${capitalised(points(value))} more would reach ${band}.`,
  best: 'This is the best band.',
  scoreLine: (from: number, to: number, since: string) =>
    `The score stood at ${from} on ${dateWords(since)} and stands at ${to} now.`,
  hotShare: (hot: number, open: number) =>
    `The framed corner holds ${digits(hot)} of ${digits(open)} open weaknesses: likely to be used, on assets that matter most.`,
  hotFirst: 'Work there lowers the risk most.',
  hotNone: 'The framed corner, where likely weaknesses meet the assets that matter most, is empty.',
  risksOrder:
    'Ordered by what each adds to the risk: severity, likelihood of use, and what depends on the asset.',
  risksOwners: (value: number) =>
    `${capitalised(numberWord(value))} ${plural(value, 'has', 'have')} nobody accountable yet.`,
  kevOpen: (assets: number, days: number | null) =>
    `Weaknesses in the catalogue of known exploited vulnerabilities affect ${countOf(assets, 'asset', 'assets')}${days === null ? '' : `; the oldest has been open for ${countOf(days, 'day', 'days')}`}.`,
  kevStated: (assets: number, days: number | null, tools: readonly string[]) =>
    `Reports${tools.length === 0 ? '' : ` of ${listed(tools)}`} say that attackers use weaknesses of ${countOf(assets, 'asset', 'assets')}${days === null ? '' : `; the oldest has been open for ${countOf(days, 'day', 'days')}`}. No feed of exploited vulnerabilities is loaded, so there may be more.`,
  kevUnknown:
    'No feed of exploited vulnerabilities is loaded, and no report says that attackers use anything that is open. That does not mean that they do not.',
  exploits: (value: number) =>
    `Reports say of ${numberWord(value)} more open ${plural(value, 'weakness', 'weaknesses')} that a public exploit exists.`,
  kevNone: 'No open weakness is in the catalogue of known exploited vulnerabilities.',
  kevChange: (before: number, now: number) =>
    before === now
      ? `There were as many at the start of the period.`
      : `There ${plural(before, 'was', 'were')} ${numberWord(before)} at the start of the period.`,
  met: (value: number) => `${percent(value)} of what was due in the period was closed within its date.`,
  metChange: (value: number, before: number) =>
    `${percent(value)} of what was due in the period was closed within its date, against ${percent(before)} before.`,
  metNone: 'Nothing fell due in the period.',
  dueSoonTile: (days: number) => `due in the next ${days} days`,
  flow: (now: number, change: number) =>
    change === 0
      ? `${digits(now)} are open now, as many as at the start.`
      : `${digits(now)} are open now, ${digits(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'} than at the start.`,
  returned: (value: number) => `${capitalised(numberWord(value))} came back after being closed.`,
  returnedNone: 'None came back after being closed.',
  asks: 'Each follows from a figure in this pack by a fixed rule, named on the method page.',
  asksNoneUnknown:
    'The rules that raise a question to the board found no cause: nothing that is open is reported as used by attackers, nothing serious is overdue, and coverage is sufficient. No feed of exploited vulnerabilities is loaded.',
  asksNone:
    'The rules that raise a question to the board found no cause: nothing used by attackers is open, nothing serious is overdue, and coverage is sufficient.',
  method: (version: string, asOf: string) =>
    `Formula version ${version}, on data as of ${asOf}. The same data and version always give the same score.`,
  trace: (id: string) => `Every input and step is kept in decision trace ${id}.`,
  limits: (unassessed: number) =>
    unassessed === 0
      ? 'What no source looks for does not appear here.'
      : `${digits(unassessed)} known ${plural(unassessed, 'asset has', 'assets have')} not been assessed; nothing is known of ${plural(unassessed, 'its', 'their')} weaknesses, and none is assumed.`,
  moreSources: (value: number) => `and ${countOf(value, 'more source', 'more sources')} in the data file`,
  proof:
    'Everything shown here comes from one frozen data file. If a single figure were changed, its SHA-256 would differ.',
  dataSource: (asOf: string) => `Source: register as of ${asOf}.`,
  scoreSource: (version: string, asOf: string) =>
    `Source: posture score, formula ${version}, as of ${asOf}. Points are rounded; parts may not add up exactly.`,
  risksSource: (shown: number, open: number, asOf: string) =>
    shown >= open
      ? `Everything that is open, register as of ${asOf}.`
      : `The ${numberWord(shown)} heaviest of ${digits(open)} open weaknesses, register as of ${asOf}.`,
};

/** Method page: what the words mean, and the rules behind the asks. */
export const definitions: readonly (readonly [string, string])[] = [
  ['Weakness', 'A vulnerability tracked on one asset, however many scans report it.'],
  ['Serious', 'Of critical or high severity.'],
  [
    'Used by attackers',
    'In the CISA catalogue of known exploited vulnerabilities (KEV), as a report or a loaded feed states.',
  ],
  ['Past its date', 'Open longer than the days allowed for its severity.'],
  ['Came back', 'Closed before, and seen again by a later assessment.'],
];

export const askRules =
  'A decision is asked when: anything used by attackers is open; a serious weakness is past its date; a top risk has no owner; more came in than was closed or accepted, compared with an earlier period; less than 90 % of known assets is assessed. At most four are asked, in this order.';

/** The decisions themselves. */
export const asks = {
  kev: (value: number, by: string) => ({
    decision: `Agree that the ${value === 1 ? 'one weakness' : weaknesses(value)} attackers already use ${isAre(value)} closed by ${dateWords(by)}, ahead of other work`,
    because: `${capitalised(isAre(value) === 'is' ? 'it is' : 'they are')} known to be used in attacks and ${isAre(value)} open here.`,
    effect: 'Planned changes to the systems named under top risks may move.',
  }),
  overdue: (serious: number, by: string) => ({
    decision: `Choose for ${countOf(serious, 'serious weakness', 'serious weaknesses')} past ${plural(serious, 'its', 'their')} date: people to close ${plural(serious, 'it', 'them')} by ${dateWords(by)}, or signed acceptance of the risk`,
    because: 'The agreed dates have passed and nobody has accepted the risk.',
    effect: 'Either the dates are kept again, or each exception has a name and an end date.',
  }),
  owners: (value: number, of: number) => ({
    decision: `Name one accountable executive for each of the ${value === of ? `${numberWord(of)} top risks` : `${numberWord(value)} top risks without an owner`}`,
    because: `${capitalised(numberWord(value))} of ${numberWord(of)} top risks ${plural(value, 'has', 'have')} no owner, so nobody plans ${plural(value, 'its', 'their')} closure.`,
    effect: 'Each appears in the next pack with a name and a date.',
  }),
  growth: (came: number, closed: number) => ({
    decision:
      'Decide whether to add people for remediation, or to stop or retire some of the systems that cause the growth',
    because: `${digits(came)} weaknesses came in and ${digits(closed)} were closed; at this pace the backlog keeps growing.`,
    effect: 'The next pack shows whether closing has caught up.',
  }),
  coverage: (unassessed: number, known: number) => ({
    decision: `Approve the assessment of the ${digits(unassessed)} known ${plural(unassessed, 'asset', 'assets')} nobody has looked at`,
    because: `${percent(unassessed / known)} of ${digits(known)} known assets ${plural(unassessed, 'is', 'are')} outside every figure in this pack.`,
    effect: 'The score may fall at first, because more becomes known.',
  }),
  firstLook: () => ({
    decision: 'Name the systems that are assessed first, and who is accountable for it',
    because: 'Without one finished assessment there is neither a score nor a list of risks.',
    effect: 'The next pack can state a score and the risks behind it.',
  }),
};

/** What a workspace without data needs. */
export const firstSteps: readonly (readonly [string, string])[] = [
  ['Say what matters', 'List the systems the business depends on, with an owner and a criticality each.'],
  ['Look once', 'Run or commission one assessment of them, and upload its report as it is.'],
  [
    'Check and finalize',
    'Review what the report would add to the register, then finalize it. The score follows at once.',
  ],
];

export const verifySteps = {
  get: 'Get the data of this report: the same report in format JSON, saved as board-pack.json.',
  hash: 'Work out its SHA-256. It must be the one printed above.',
  hashCommand: 'sha256sum board-pack.json',
  sign: 'Save the public key as key.pem and the signature, base64-decoded, as signature.bin. The answer must be “Signature Verified Successfully”.',
  signCommand:
    'openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in board-pack.json -sigfile signature.bin',
  compare:
    'Compare the figures of the data file with those on these pages, or give either file to the address below.',
  qrAlt: 'QR code of the address where this report can be checked',
};

/** Descriptions of drawings for a reader who cannot see them. */
export const alt = {
  logo: (name: string) => `Logo of ${name}`,
  drivers: (from: number, to: number, parts: string) =>
    `Bars of what moved the score from ${from} to ${to}: ${parts}`,
  scoreTrend: (from: number, to: number, months: number) =>
    `Line of the score over ${months} months, from ${from} to ${to}`,
  exposureTrend: (from: string, to: string) => `Line of exposure over the same time, from ${from} to ${to}`,
  overdue: (parts: string) => `Bars of weaknesses past their date: ${parts}`,
  flow: (parts: string) => `Bars from open at the start to open now: ${parts}`,
  scale: (score: number, band: string) =>
    `Scale from 0 to 100 with the score at ${score}, in the band ${band}`,
};

export const notes = {
  logoLeftOut: 'The logo could not be read, so the pack shows the name instead.',
};
