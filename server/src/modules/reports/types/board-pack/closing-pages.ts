import { askRules, definitions, firstSteps, labels, say, titles } from './messages.ts';
import type { Page, PageInput } from './page.ts';
import { nextFloor } from './page.ts';
import { bandFloor, bands } from './snapshot.ts';
import { asksTitle, methodTitle } from './titles.ts';
import { dateWords, digits, timeWords } from './words.ts';

export function emptyPage(): Page {
  return {
    page: {
      kind: 'empty',
      title: titles.firstSteps(firstSteps.length),
      say: [],
      steps: firstSteps.map(([name, text]) => ({ name, text })),
    },
  };
}

export function asksPage({ facts, figures }: PageInput): Page {
  const none = figures.attacksUnknown ? say.asksNoneUnknown : say.asksNone;
  return {
    page: {
      kind: 'asks',
      title: asksTitle(facts.asks.length),
      say: [facts.asks.length > 0 ? say.asks : none],
      asks: facts.asks.map(({ decision, because, effect, dueOn }) => ({
        decision,
        because,
        effect,
        dueOn: dueOn === null ? null : dateWords(dueOn),
      })),
    },
  };
}

export function methodPage(input: PageInput): Page {
  const { facts } = input;
  const unassessed = Math.max(0, facts.assets.known - facts.assets.assessed);
  const trace = facts.posture.decisionTraceId;
  const more = facts.sourcesTotal - facts.sources.length;
  return {
    page: {
      kind: 'method',
      title: methodTitle(input),
      say: [say.method(facts.posture.formulaVersion, timeWords(facts.asOf)), say.limits(unassessed)],
      trace: trace === null ? null : say.trace(trace),
      scored: facts.posture.formulaSummary,
      bands: bands.map((name, i) => ({
        name,
        level: i + 1,
        from: bandFloor[name],
        to: i + 1 === bands.length ? 100 : nextFloor(i) - 1,
      })),
      parameters: facts.parameters,
      definitions: definitions.map(([word, meaning]) => ({ word, meaning })),
      askRules,
      sources: facts.sources.map((entry) => ({
        name: entry.name,
        tool: entry.tool,
        finishedOn: dateWords(entry.finishedOn),
        findings: digits(entry.findings),
        coverage: coverageWords(entry.covered, entry.inScope),
      })),
      moreSources: more > 0 ? say.moreSources(more) : null,
    },
  };
}

function coverageWords(covered: number | null, inScope: number | null): string {
  if (covered === null) return labels.unknown;
  return inScope === null ? digits(covered) : `${digits(covered)} ${labels.of} ${digits(inScope)}`;
}
