/**
 * "Why" in the desk's language: lines the server writes in English carry a code and its values. What this desk does not
 * know, or cannot name, stays in the server's own words.
 */
import type { Venue } from '../../api/wire';
import { categoryOf } from './profile';
import { knows, listed, skillNames, t, word, type DeskKey } from './words';
import type { Of } from '../../api/contract';

export interface WhyLine {
  text: string;
  effect?: string;
}

type Traced = Of<'Why'>;

export function whyOf(line: Traced, venue: Venue | undefined): WhyLine {
  const effect = effectOf(line);
  return { text: textOf(line, line.params, venue) ?? line.text, ...(effect !== undefined && { effect }) };
}

function textOf(line: Traced, params: Record<string, string>, venue: Venue | undefined): string | undefined {
  const { category, answers, whom = '', levels = '1', priority = '', score = '' } = params;
  const what = answers === undefined ? category && categoryOf(venue, category)?.label : answersText(answers, venue);
  switch (line.code) {
    case 'category_default':
      return what && t('why.category_default', { what, priority });
    case 'no_category':
      return t('why.no_category');
    case 'answer_raises_by':
      return what && t('why.answer_raises_by', { what, count: Number(levels) });
    case 'answer_raises':
      return what && t('why.answer_raises', { what, priority });
    case 'hot_score':
      return t('why.hot_score', { score });
    case 'category_skill':
    case 'answer_skill':
      return what && t('why.skill', { what, skills: skillsOf(params) });
    case 'answer_notify':
      return what && t('why.notify_whom', { what, whom: word(`whom.${whom}`, whom) });
    case 'emergency':
      return what && t('why.emergency', { what });
    case 'held':
      return t('why.held', {
        n: params['count'] ?? '',
        within: params['within'] ?? '',
        minutes: params['minutes'] ?? '',
      });
    case 'corroborated':
      return t('why.corroborated', { count: Number(params['sources']) });
    case 'rule.fired':
      return ruleText(line, params);
    case 'rule.failed':
      return t('why.rule_failed', { name: params['name'] ?? params['rule'] ?? '' });
    case 'departure': {
      const told = { number: params['number'] ?? '', minutes: params['minutes'] ?? '' };
      return t(params['does'] === 'boards' ? 'why.departure_boards' : 'why.departure_leaves', told);
    }
    default:
      return routeText(line, params, venue);
  }
}

/** What a rule of the venue did, in the words of the page where rules are written. */
function ruleText(
  line: Traced,
  { name = '', rule = '', priority, minutes, posts, circles, skills }: Record<string, string>,
) {
  const called = circles
    ?.split(/, */)
    .map((who) => (knows(`channels.for_${who}`) ? word(`channels.for_${who}`, who) : ''));
  const did = [
    priority && `${t('rules.do_raise_to')} ${priority}`,
    skills && `${t('rules.do_want_skill')} ${skillsOf({ skills })}`,
    posts && `${t('rules.do_send_to')} ${posts}`,
    minutes && t('rules.waits', { minutes }),
    /\bis an exercise\b/.test(line.text) && t('rules.do_mark_drill'),
    called && `${t('rules.do_add_ladder')} ${listed(called)}`.trim(),
  ].filter((one) => typeof one === 'string');
  return t('why.rule', { name: name || rule, what: listed(did) });
}

const ROUTES: Record<string, DeskKey> = {
  'routing.skill': 'why.route_skill',
  'routing.beat': 'why.route_beat',
  'routing.no_skill': 'why.route_no_skill',
  'routing.no_zone': 'why.route_no_zone',
  'routing.default': 'why.route_default',
  'routing.default_unstaffed': 'why.route_default_unstaffed',
  'routing.nobody': 'why.route_nobody',
  'routing.any_officer': 'why.route_any_officer',
  'routing.sent': 'why.route_sent',
  'routing.sent_unstaffed': 'why.route_sent_unstaffed',
  'routing.sent_elsewhere': 'why.route_sent_elsewhere',
};

function routeText(line: Traced, params: Record<string, string>, venue: Venue | undefined): string | undefined {
  const key = line.code === 'routing.away' ? AWAY[params['state'] ?? ''] : ROUTES[line.code];
  if (key === undefined) return undefined;
  const post = line.code === 'routing.sent_elsewhere' ? params['post'] : postName(line);
  const zone = params['zone'];
  const feature = venue?.zones.features.find((one) => one.id === zone);
  const needsPost = line.code !== 'routing.no_skill' && line.code !== 'routing.no_zone';
  if (needsPost && post === undefined) return undefined;
  return t(key, { post: post ?? '', skills: skillsOf(params), zone: feature?.properties.name ?? zone ?? '' });
}

/** Why somebody of the post was not called. */
const AWAY: Record<string, DeskKey> = {
  break: 'why.route_away_break',
  busy: 'why.route_away_busy',
  off: 'why.route_away_off',
};

/** The server lists codes; people read names. */
function skillsOf(params: Record<string, string>): string {
  const codes = (params['skills'] ?? '').split(/, */).filter((code) => code !== '');
  return listed(skillNames(codes));
}

/** A post travels by its code; its name stands in what the server says of it. */
function postName(line: Traced): string | undefined {
  return (
    /^given to (.+)$/.exec(line.effect ?? '')?.[1] ??
    /^(.+?) (?:has skill|covers) /.exec(line.text)?.[1] ??
    /default owner (.+)$/.exec(line.text)?.[1] ??
    /^an officer of (.+) (?:is woken|is on a break|is busy|has gone)/.exec(line.text)?.[1] ??
    /^a rule sends it to (.+), where/.exec(line.text)?.[1]
  );
}

const EFFECTS: Record<string, DeskKey> = { 'not called': 'why.not_called', 'the usual way is taken': 'why.usual_way' };

function effectOf({ code, effect }: Traced): string | undefined {
  // That it could not be asked says so already.
  if (effect === undefined || code === 'rule.failed') return undefined;
  const post = /^given to (.+)$/.exec(effect)?.[1];
  if (post !== undefined) return t('why.given', { post });
  if (effect.startsWith('passed over')) return t('why.passed_over');
  const known = EFFECTS[effect];
  return known === undefined ? effect : t(known);
}

/** `question=option,question=option` in the words of the profile. */
function answersText(answers: string, venue: Venue | undefined): string | undefined {
  const told = answers.split(',').map((pair) => {
    const [question, option] = pair.split('=');
    const asked = question === undefined ? undefined : venue?.questions[question];
    const label = asked?.options?.find((one) => one.code === option)?.label;
    return asked === undefined || label === undefined ? undefined : `${asked.text} ${label}`;
  });
  return told.every((one) => one !== undefined) && told.length > 0 ? told.join(t('join.told')) : undefined;
}
