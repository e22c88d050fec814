import { severities } from '../../../../kernel/severity.ts';
import { flowWaterfall, overdueBars } from './drawings.ts';
import {
  alt,
  criticalityWords,
  labels,
  likelihoodWords,
  say,
  severityWords,
  statusWords,
} from './messages.ts';
import type { Page, PageInput } from './page.ts';
import { fixedTitle, heatTitle, slaTitle, topRisksTitle } from './titles.ts';
import { dateWords, digits, percent, timeWords } from './words.ts';

export function heatPage(input: PageInput): Page {
  const { facts, figures } = input;
  const cell = (likelihood: number, criticality: number) =>
    facts.heat.find((entry) => entry.likelihood === likelihood && entry.criticality === criticality)?.open ??
    0;
  return {
    page: {
      kind: 'heat',
      title: heatTitle(input),
      say: figures.hot > 0 ? [say.hotShare(figures.hot, facts.flow.openNow), say.hotFirst] : [say.hotNone],
      rows: [5, 4, 3, 2, 1].map((likelihood) => ({
        name: likelihoodWords[likelihood - 1],
        likelihood,
        cells: [1, 2, 3, 4, 5].map((criticality) => {
          const open = cell(likelihood, criticality);
          return { criticality, open, text: digits(open) };
        }),
      })),
      columns: criticalityWords,
      severities: severities.map((severity) => ({
        severity,
        word: severityWords[severity],
        open: digits(facts.openBySeverity[severity]),
      })),
      source: say.dataSource(timeWords(facts.asOf)),
    },
  };
}

export function risksPage(input: PageInput): Page {
  const { facts, figures } = input;
  return {
    page: {
      kind: 'risks',
      title: topRisksTitle(input),
      say: [say.risksOrder, ...(figures.withoutOwner > 0 ? [say.risksOwners(figures.withoutOwner)] : [])],
      rows: facts.topRisks.map((risk) => ({
        title: risk.title,
        why: risk.why,
        severity: risk.severity,
        severityWord: severityWords[risk.severity],
        asset: risk.asset,
        days: digits(risk.daysOpen),
        owner: risk.owner,
        status: statusWords[risk.status],
        due: risk.dueOn === null ? null : dateWords(risk.dueOn),
        exploited: risk.kev,
      })),
      source: say.risksSource(facts.topRisks.length, facts.flow.openNow, timeWords(facts.asOf)),
    },
  };
}

export function slaPage(input: PageInput): Page {
  const { facts, figures } = input;
  const { sla, kev } = facts;
  const drawing = figures.overdue > 0 ? overdueBars(facts) : null;
  const target = (severity: keyof typeof sla.targetDays) => {
    const days = sla.targetDays[severity];
    return { severity, word: severityWords[severity], days: days === null ? labels.notSet : digits(days) };
  };
  return {
    ...(drawing ? { drawings: { 'overdue.svg': drawing.svg } } : {}),
    page: {
      kind: 'sla',
      title: slaTitle(input),
      say: slaSentences(input),
      tiles: [
        { value: digits(kev.open), label: labels.kevOpen, alarm: kev.open > 0 },
        { value: digits(figures.overdue), label: labels.overdue, alarm: figures.overdueSerious > 0 },
        { value: digits(sla.dueSoon), label: say.dueSoonTile(sla.dueSoonDays), alarm: false },
        { value: sla.metShare === null ? '\u2013' : percent(sla.metShare), label: labels.met, alarm: false },
      ],
      chart: drawing ? { file: 'overdue.svg', alt: alt.overdue(drawing.parts) } : null,
      targets: (['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const).map(target),
      source: say.dataSource(timeWords(facts.asOf)),
    },
  };
}

function slaSentences({ facts }: PageInput): string[] {
  const { sla } = facts;
  const attacks = attackSentences(facts);
  if (sla.metShare === null) return [...attacks, say.metNone];
  const met =
    sla.previousMetShare === null ? say.met(sla.metShare) : say.metChange(sla.metShare, sla.previousMetShare);
  return [...attacks, met];
}

/** What is known of attacks, and from where: without a feed, silence of the reports is not calm. */
function attackSentences({ kev }: PageInput['facts']): string[] {
  const { open, openAtStart, assets, oldestDays, basis } = kev;
  const change = openAtStart === null ? [] : [say.kevChange(openAtStart, open)];
  if (!basis || basis.feed !== null)
    return [open === 0 ? say.kevNone : say.kevOpen(assets, oldestDays), ...change];
  const exploits = basis.exploitAvailable > 0 ? [say.exploits(basis.exploitAvailable)] : [];
  if (open === 0 && !openAtStart) return [say.kevUnknown, ...exploits];
  const known = open === 0 ? say.kevUnknown : say.kevStated(assets, oldestDays, basis.statedBy);
  return [known, ...exploits, ...change];
}

export function fixedPage(input: PageInput): Page {
  const { facts } = input;
  const { flow } = facts;
  const moved = flow.openAtStart + flow.arrived + flow.returned + flow.openNow > 0;
  const drawing = moved ? flowWaterfall(facts) : null;
  return {
    ...(drawing ? { drawings: { 'flow.svg': drawing.svg } } : {}),
    page: {
      kind: 'fixed',
      title: fixedTitle(input),
      say: [
        say.flow(flow.openNow, flow.openNow - flow.openAtStart),
        flow.returned > 0 ? say.returned(flow.returned) : say.returnedNone,
      ],
      chart: drawing ? { file: 'flow.svg', alt: alt.flow(drawing.parts) } : null,
      rows: facts.fixed.map((item) => ({
        title: item.title,
        severity: item.severity,
        severityWord: severityWords[item.severity],
        asset: item.asset,
        closedOn: dateWords(item.closedOn),
        days: digits(item.daysOpen),
        confirmed: item.verified ? labels.yes : labels.notYet,
      })),
      source: say.dataSource(timeWords(facts.asOf)),
    },
  };
}
