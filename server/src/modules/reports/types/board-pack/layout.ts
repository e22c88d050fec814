import type { JsonValue } from '../../../../platform/pdf/typst.ts';
import { asksPage, emptyPage, methodPage } from './closing-pages.ts';
import { figuresOf } from './figures.ts';
import { labels, say, titles } from './messages.ts';
import type { Page, PageInput } from './page.ts';
import { fixedPage, heatPage, risksPage, slaPage } from './risk-pages.ts';
import { scorePage, trendPage } from './score-pages.ts';
import type { BoardPackSnapshot } from './snapshot.ts';
import { coverTitle } from './titles.ts';
import { dateWords } from './words.ts';

/** The pages as plain values: every word and number placed, nothing left for the template to decide but where ink goes. */
export interface PackLayout {
  readonly coverTitle: string;
  readonly coverSay: readonly string[];
  readonly pages: readonly JsonValue[];
  readonly drawings: Readonly<Record<string, string>>;
}

/** Pages for which there is nothing to show are left out, never drawn empty. */
export function layOut(snapshot: BoardPackSnapshot, accent: string): PackLayout {
  const input = { facts: snapshot, figures: figuresOf(snapshot), accent };
  const pages = [
    ...(input.figures.score === null ? [emptyPage()] : measuredPages(input)),
    asksPage(input),
    methodPage(input),
  ];
  return {
    coverTitle: coverTitle(input),
    coverSay: input.figures.score === null ? [say.coverEmpty] : [],
    pages: pages.map(({ page }) => page),
    drawings: Object.assign({}, ...pages.map(({ drawings }) => drawings ?? {})),
  };
}

function measuredPages(input: PageInput): Page[] {
  const { facts } = input;
  return [
    scorePage(input),
    ...(facts.scoreSeries.length > 1 ? [trendPage(input)] : []),
    ...(facts.flow.openNow > 0 ? [heatPage(input)] : []),
    ...(facts.topRisks.length > 0 ? [risksPage(input)] : []),
    slaPage(input),
    fixedPage(input),
  ];
}

/** Title of the file, as a reader's window and a screen reader say it. */
export function documentTitle(snapshot: BoardPackSnapshot): string {
  return `${labels.report}: ${snapshot.branding.name}, ${dateWords(snapshot.period.from)} to ${dateWords(snapshot.period.to)}`;
}

export const proofTitle = titles.proof;
