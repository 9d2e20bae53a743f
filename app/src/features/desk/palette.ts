/** What the palette offers, made anew from what the desk holds: only what may be done now is in it. */
import { t, word } from './words';
import { DESK_LANGUAGES, language, nameOf as nameOfLanguage } from '../../i18n/language.svelte';
import { t as k } from '../../i18n/keys';
import { router } from '../../router.svelte';
import { DENSITIES, density } from '../../styles/density.svelte';
import { theme } from '../../styles/theme.svelte';
import { actsOf, allOf } from './acts';
import { workOf, type Local } from './doing';
import { NOTHING, readFilter, type Filter } from './filter';
import type { Findable } from './fuzzy';
import { called } from './names';
import { isOver } from './ordering';
import { placeOf, titleOf } from './profile';
import { REGISTER, type Command, type CommandId } from './register';
import type { Kept } from './state/kept.svelte';
import { LOUDNESS, ringing } from './state/ringing.svelte';
import type { Room } from './state/room';
import { TONES } from './state/sound';
import { WALLS, type Walls } from './state/walls.svelte';

export interface Entry extends Findable {
  group: string;
  /** Whose key stands beside it. */
  key?: CommandId;
  run: () => unknown;
}

/** As the list of keys and the palette call a command. */
export function nameOf({ label, own, id }: Command): string {
  return own ? k(own) : label ? t(label) : id;
}

const PAGES = [
  { href: '/desk', label: 'desk.tab' },
  { href: '/desk/coverage', label: 'cover.title' },
  { href: '/desk/handover', label: 'handover.tab' },
  { href: '/desk/insight', label: 'insight.tab' },
  { href: '/desk/exports', label: 'desk.exports' },
  { href: '/desk/map', label: 'map.whole' },
] as const;
/** Done from where one is; what walks row by row needs no palette. */
const LEFT_OUT: ReadonlySet<CommandId> = new Set(['palette', 'next', 'back', 'act.unmerge', 'alarm.acknowledge']);
const THEMES = ['night', 'day', 'device'] as const;

export function entriesOf(room: Room, local: Local, kept: readonly Kept[], walls: Walls): Entry[] {
  return [
    ...commands(room, local),
    ...incidents(room),
    ...pages(),
    ...lists(room, kept),
    ...people(room),
    ...looks(),
    ...sounds(room),
    ...screens(walls),
  ];
}

/** What is on the desk is done on the desk. */
function onDesk(room: Room): void {
  if (/^\/desk\/(coverage|insight|exports|handover)/.test(router.path)) {
    const { number } = room.desk.chosen ?? {};
    router.go(number === undefined ? '/desk' : `/desk/${number}`);
  }
}

function commands(room: Room, local: Local): Entry[] {
  const { chosen } = room.desk;
  const { me } = room.session;
  const acts = chosen && me ? allOf(actsOf(chosen, me)).map((act): CommandId => `act.${act}`) : [];
  // The next step comes first; a call for help is never what a quick Enter hits.
  const rank = ({ id }: Command<CommandId>) => {
    const at = acts.indexOf(id);
    return at === -1 || id === 'act.help' ? acts.length : at;
  };
  return [...REGISTER]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((command): Entry[] => {
      const { id } = command;
      const work = LEFT_OUT.has(id) && !acts.includes(id) ? undefined : workOf(id, room, local);
      if (work === undefined) return [];
      const isAct = acts.includes(id) || ['split', 'compare', 'more'].includes(id);
      const text = id === 'act.help' ? t('act.help') : id === 'sheet' ? t('keys.title') : nameOf(command);
      return [
        {
          id,
          text: isAct && chosen ? `${text} · ${chosen.number}` : text,
          group: k('group_command'),
          key: id,
          run: () => {
            if (id !== 'sheet') onDesk(room);
            work();
          },
        },
      ];
    });
}

function incidents(room: Room): Entry[] {
  const { desk } = room;
  return desk.incidents
    .filter(({ status }) => status !== 'merged')
    .sort((a, b) => Number(isOver(a)) - Number(isOver(b)) || a.priority - b.priority)
    .map((incident) => ({
      id: `incident/${incident.id}`,
      text: `${incident.number} · ${titleOf(incident, desk.venue)}`,
      also: `P${incident.priority} ${placeOf(incident) ?? ''} ${word(`status.${incident.status}`, incident.status)}`,
      group: k('group_incident'),
      run: () => (onDesk(room), desk.select(incident.id)),
    }));
}

const pages = (): Entry[] =>
  PAGES.map(({ href, label }) => ({
    id: `page${href}`,
    text: k('go', { page: t(label) }),
    group: k('group_page'),
    run: () => router.go(href),
  }));

function lists(room: Room, kept: readonly Kept[]): Entry[] {
  const { desk } = room;
  const list = (id: string, text: string, filter: Filter): Entry => ({
    id: `list/${id}`,
    text,
    group: k('group_filter'),
    run: () => (onDesk(room), desk.narrow(filter)),
  });
  return [
    ...kept.map((one) => list(one.id, one.name, readFilter(one.query))),
    list('nothing', k('everything'), NOTHING),
    list('mine', t('filter.mine'), { ...NOTHING, assignee: 'me' }),
    ...([1, 2, 3, 4] as const).map((one) =>
      list(`p${one}`, k('only', { what: t(`priority.${one}`) }), { ...NOTHING, priority: [one] }),
    ),
    list('held', t('box.held'), { ...NOTHING, box: 'held' }),
    list('uncorrelated', t('box.uncorrelated'), { ...NOTHING, box: 'uncorrelated' }),
  ];
}

/** Who is on duty is shown beside the map: the line about them takes the focus. */
const people = (room: Room): Entry[] =>
  (room.desk.people ?? [])
    .filter((person) => person.on_duty)
    .map((person) => ({
      id: `person/${person.id}`,
      text: [called(person.label).name, called(person.label).sign].filter(Boolean).join(' · '),
      also: person.posts.map((post) => post.label).join(' '),
      group: k('group_person'),
      run: () => {
        onDesk(room);
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-person="${person.id}"]`)?.focus());
      },
    }));

const looks = (): Entry[] => [
  ...DENSITIES.map((one) => look(`density/${one}`, k(`density_${one}`), () => density.choose(one))),
  ...THEMES.map((one) =>
    look(`theme/${one}`, k(`theme_${one}`), () => theme.choose(one === 'device' ? undefined : one)),
  ),
  ...DESK_LANGUAGES.map((one) => look(`language/${one}`, nameOfLanguage(one), () => language.choose(one))),
];
const look = (id: string, text: string, run: () => void): Entry => ({ id, text, group: k('group_look'), run });

function sounds({ alarm }: Room): Entry[] {
  const { format } = new Intl.NumberFormat(language.locale, { style: 'percent' });
  const sound = (id: string, text: string, run: () => unknown): Entry => ({
    id: `sound/${id}`,
    text,
    group: k('sound'),
    run,
  });
  return [
    sound('hear', k('alarm_hear'), () => alarm.test({ text: k('sample'), lang: language.current })),
    ...TONES.map((tone) => sound(tone, k('alarm_tone', { tone: k(`tone_${tone}`) }), () => ringing.choose({ tone }))),
    ...LOUDNESS.map((loud) =>
      sound(`${loud}`, k('alarm_loud', { part: format(loud) }), () => ringing.choose({ loud })),
    ),
    sound('words', k(ringing.spoken ? 'speak_off' : 'speak_on'), () => ringing.choose({ spoken: !ringing.spoken })),
  ];
}

const screens = (walls: Walls): Entry[] =>
  WALLS.map((wall) => ({
    id: `wall/${wall}`,
    text: k(walls.open.has(wall) ? `close_${wall}` : `open_${wall}`),
    group: k('walls'),
    run: () => (walls.open.has(wall) ? walls.close(wall) : walls.raise(wall)),
  }));
