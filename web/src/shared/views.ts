import { field } from '../api/problem.ts';
import { useStored } from './stored.ts';

/** A list as somebody wants to find it again: its filters and order as in the URL, and the columns that are hidden. */
export interface SavedView {
  readonly name: string;
  /** Query string without "?". */
  readonly query: string;
  /** Ids of hidden columns, comma-separated. */
  readonly hidden: string;
}

const maxViews = 50;
export const maxNameLength = 60;

export interface SavedViews {
  readonly views: readonly SavedView[];
  /** A view of the same name is replaced. */
  readonly save: (view: SavedView) => void;
  readonly remove: (name: string) => void;
}

/** The views of one list in one tenant, kept on this device. */
export function useViews(list: string, tenantId: string): SavedViews {
  const [stored, setStored] = useStored(`views.${list}.${tenantId}`, '');
  const views = readViews(stored);
  const keep = (next: readonly SavedView[]) => setStored(JSON.stringify(next));
  return {
    views,
    save: (view) => keep([...views.filter(({ name }) => name !== view.name), view].slice(-maxViews)),
    remove: (name) => keep(views.filter((each) => each.name !== name)),
  };
}

/** What is no view is left out: the text may come from another version of this page. */
export function readViews(text: string): readonly SavedView[] {
  const parsed = parse(text);
  if (!Array.isArray(parsed)) return [];
  return parsed.slice(0, maxViews).flatMap((each: unknown) => {
    const [name, query, hidden] = [field(each, 'name'), field(each, 'query'), field(each, 'hidden')];
    if (typeof name !== 'string' || typeof query !== 'string' || typeof hidden !== 'string') return [];
    return [{ name: name.slice(0, maxNameLength), query, hidden }];
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
