/** Where we are: the pages of the address bar, without loading the page anew. */

const canonical = (path: string) => (path === '/' ? '/dashboard' : path.replace(/(.)\/+$/, '$1'));

class Router {
  path = $state(canonical(location.pathname));
  search = $state(location.search);

  constructor() {
    addEventListener('popstate', () => this.read());
    document.addEventListener('click', (event) => this.follow(event));
  }

  /** Requires: a path of this origin, with or without a query. */
  navigate(to: string, options: { replace?: boolean } = {}): void {
    if (options.replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    this.read();
    scrollTo(0, 0);
  }

  query(name: string): string {
    return new URLSearchParams(this.search).get(name) ?? '';
  }

  /** Changes parts of the query in place; an empty value takes its part away. */
  setQuery(changes: Record<string, string>): void {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    history.replaceState(null, '', url);
    this.read();
  }

  private read(): void {
    this.path = canonical(location.pathname);
    this.search = location.search;
  }

  /** A plain click on a link to one of our pages. */
  private follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (/^\/(api|docs|openapi|metrics|health)/.test(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    this.navigate(link.pathname + link.search);
  }
}

export const router = new Router();
