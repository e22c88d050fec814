import type { ReactNode } from 'react';
import { classes } from '../../shared/classes.ts';

interface SimpleTableProps {
  readonly label: string;
  readonly head: readonly string[];
  readonly children: ReactNode;
}

/** A short list that fits on one page. */
export function SimpleTable({ label, head, children }: SimpleTableProps) {
  return (
    <div className="overflow-x-auto rounded-md border border-line">
      <table className="w-full text-left">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="bg-sunken text-label text-muted">
            {head.map((title, index) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: the last head may be empty, the order is fixed
                key={index}
                scope="col"
                className="h-9 px-3 font-medium whitespace-nowrap first:pl-4 last:pr-4 last:text-right"
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Cell({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <td className={classes('h-10 border-t border-line px-3 py-1.5 first:pl-4 last:pr-4', className)}>
      {children}
    </td>
  );
}
