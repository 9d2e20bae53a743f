/** A history router as small as it can be: one path, no hash, and a way back that never leaves the app. */
class Router {
  path = $state(typeof location === 'undefined' ? '/' : location.pathname);
  query = $state(typeof location === 'undefined' ? '' : location.search);

  listen(): void {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => this.#followLink(event));
  }

  go(to: string, { replace = false } = {}): void {
    const depth = replace ? this.#depth : this.#depth + 1;
    history[replace ? 'replaceState' : 'pushState']({ depth }, '', to);
    this.#read();
    scrollTo(0, 0);
  }

  /** One step back inside the app; someone who came by a link lands on `home` instead of outside. */
  back(home = '/'): void {
    if (this.#depth > 0) history.back();
    else this.go(home, { replace: true });
  }

  get #depth(): number {
    return (history.state as { depth?: number } | null)?.depth ?? 0;
  }

  #read(): void {
    this.path = location.pathname;
    this.query = location.search;
  }

  #followLink(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isOrdinary = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || event.defaultPrevented || !isOrdinary || link.target || link.origin !== location.origin) return;
    if (link.hasAttribute('download') || link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export type PathParams = Record<string, string>;

/** Matches `/reports/{local}` against a path; `**` at the end takes the rest. */
export function match(pattern: string, path: string): PathParams | undefined {
  const wanted = parts(pattern);
  const given = parts(path);
  const open = wanted.at(-1) === '**';
  if (open ? given.length < wanted.length - 1 : given.length !== wanted.length) return undefined;
  const params: PathParams = {};
  for (const [index, part] of wanted.entries()) {
    if (part === '**') return params;
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name) params[name] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

function parts(path: string): string[] {
  return path.split('/').filter(Boolean).map(decode);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const router = new Router();
