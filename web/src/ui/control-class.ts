/** The look of everything one types or chooses into. */
export const controlClass =
  'rounded-md border border-control bg-raised px-2.5 text-body text-text transition-colors duration-100 hover:border-muted disabled:opacity-60 data-invalid:border-critical focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent';
