/** What the server is asked so that the queue is whole: as one list, or as several that are one list here. */
import { askOf, isNarrow, looksBack, needsServer, type Filter } from './filter';
import type { View } from './ordering';
import type { Me } from './wire';

export type Question = Record<string, string>;

export const STANDING = 'open,acknowledged,en_route,on_scene,reopened';
export const OVER = 'resolved,closed';
/** Fewer letters name nothing. Two of a script without spaces do. */
export const WORD_LETTERS = 2;

export interface Wish {
  filter: Filter;
  words: string;
  view: View;
  me: Me;
  /** The desk holds all that stands. */
  whole: boolean;
}

/** Absent where nothing has to be asked: what is held is all there is, or the list that is shown is read on by itself. */
export function questionsOf({ filter, words, view, me, whole }: Wish): Question[] | undefined {
  const said = words.trim();
  const q = said.length >= WORD_LETTERS ? said : undefined;
  const narrow = isNarrow(filter);
  // What is looked for by words is found in whatever view.
  const post = view === 'post' && said === '';
  if (q === undefined && !narrow && !post) return undefined;
  if (q === undefined && !needsServer(filter) && !looksBack(filter) && whole) return undefined;
  const ask = { ...askOf(filter), ...(q !== undefined && { q }) };
  const isAny = looksBack(filter) || filter.status.length > 0 || (q !== undefined && !narrow);
  const question = isAny ? ask : { status: STANDING, ...ask };
  return post ? mine(question, me) : [question];
}

/** What my posts have, and what I have: the server is asked for one of them at a time. */
function mine(question: Question, me: Me): Question[] {
  const posts = me.on_duty.map(({ post }) => post.id);
  const { post, assignee } = question;
  if (assignee !== undefined || (post !== undefined && posts.includes(post))) return [question];
  const held = { ...question, assignee: 'me' };
  return post === undefined ? [...posts.map((id) => ({ ...question, post: id })), held] : [held];
}
