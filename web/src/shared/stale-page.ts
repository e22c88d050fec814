const key = 'crp.reloaded';
const againAfterMs = 60_000;

/**
 * After an upgrade a page that stayed open asks for parts that are gone. Reloading gets the new page; at most once a
 * minute, so that a part that is really missing cannot reload for ever.
 */
export function reloadWhenStale(): void {
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last < againAfterMs) return;
    event.preventDefault();
    sessionStorage.setItem(key, String(Date.now()));
    location.reload();
  });
}
