import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { cleanText, squeeze } from '../document/clean.ts';
import type { Watch } from './watch.ts';

export interface Bookmark {
  readonly title: string;
  /** 1 is the highest. */
  readonly level: number;
  readonly page: number;
}

const maxBookmarks = 3_000;
const maxLevel = 8;

type Outline = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>;
type Entry = Outline[number];

/** Bookmarks that lead to a page of this document. A document without them, or with damaged ones, has none. */
export async function readBookmarks(document: PDFDocumentProxy, watch: Watch): Promise<readonly Bookmark[]> {
  const outline: Outline | null = await document.getOutline().catch(() => null);
  const found: Bookmark[] = [];
  const pending = (outline ?? []).map((entry) => ({ entry, level: 1 })).toReversed();
  for (let next = pending.pop(); next !== undefined && found.length < maxBookmarks; next = pending.pop()) {
    watch.check();
    const { entry, level } = next;
    const title = squeeze(cleanText(entry.title));
    const page = title === '' ? undefined : await pageOf(document, entry.dest);
    if (page !== undefined) found.push({ title, level, page });
    if (level >= maxLevel) continue;
    const below: readonly Entry[] = entry.items;
    pending.push(...below.map((item) => ({ entry: item, level: level + 1 })).toReversed());
  }
  return found;
}

async function pageOf(document: PDFDocumentProxy, dest: Entry['dest']): Promise<number | undefined> {
  try {
    const place: readonly unknown[] | null =
      typeof dest === 'string' ? await document.getDestination(dest) : dest;
    const [target] = place ?? [];
    if (typeof target === 'number') return target + 1;
    return isReference(target) ? (await document.getPageIndex(target)) + 1 : undefined;
  } catch {
    return undefined;
  }
}

function isReference(value: unknown): value is { num: number; gen: number } {
  return typeof value === 'object' && value !== null && 'num' in value && 'gen' in value;
}
