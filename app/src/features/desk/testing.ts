/** Made-up incidents for the desk's own tests: one nobody has acknowledged, unless it says otherwise. */
import type { Incident, Me, Report, ReportPlace } from './wire';

export function incident(over: Partial<Incident> = {}): Incident {
  return {
    id: 'i-1',
    drill: false,
    venue: 'bayview',
    number: 'A-0421',
    version: 1,
    priority: 2,
    status: 'open',
    category: 'item.unattended',
    title: 'Bag left alone',
    place: { uncertain: false, disagrees: false },
    report_count: 1,
    photo_count: 0,
    independent_sources: 1,
    opened_at: '2026-11-14T03:00:00Z',
    news_at: '2026-11-14T03:00:00Z',
    due_at: '2026-11-14T03:05:00Z',
    owes: 'acknowledge',
    ...over,
  };
}

/** One that somebody has acknowledged: nothing is owed, unless it says otherwise. */
export function heard(over: Partial<Incident> = {}): Incident {
  const {
    due_at: _due,
    owes: _owes,
    ...rest
  } = incident({ status: 'acknowledged', acknowledged_at: '2026-11-14T03:00:30Z' });
  return { ...rest, ...over };
}

export function officer(over: Partial<Me> = {}): Me {
  return {
    id: 'o-1',
    name: 'Ines Duarte',
    email: 'officer@demo.test',
    role: 'officer',
    authority: { id: 'a', name: 'Bayview' },
    venues: [{ id: 'bayview', name: 'Bayview Airport' }],
    translates: false,
    on_duty: [],
    ...over,
  };
}

export function report(over: Partial<Report> = {}): Report {
  return {
    id: 'r-1',
    reporter: { kind: 'anonymous' },
    category: 'item.unattended',
    narrative: [],
    answers: [],
    received_at: '2026-11-14T03:00:00Z',
    place: said(),
    later_places: [],
    photos: [],
    messages: [],
    ...over,
  };
}

/** A place as one report gives it. */
export function said(over: Partial<ReportPlace> = {}): ReportPlace {
  return { candidates: [], notes: [], at: '2026-11-14T03:00:00Z', ...over };
}
