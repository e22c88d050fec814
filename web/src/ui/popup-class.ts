/** The one elevation of the product: menus, popovers, lists of a select. */
export const popupClass =
  'rounded-md border border-line-strong bg-raised p-1 text-body text-text shadow-raised outline-none transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0';

export const itemClass =
  'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50';
