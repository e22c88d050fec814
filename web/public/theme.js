// Runs before the first paint so that the chosen theme never flashes. A file, not inline, so that the CSP needs no exception.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('crp.theme') ?? 'system';
  } catch {
    // Storage may be blocked; the system's choice is then right.
  }
  const dark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
