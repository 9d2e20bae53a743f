import { isIcon, type IconName } from '../../ui/icons';

/** The register's words for pictures, where they differ from the drawn set's. */
const SYNONYMS: Record<string, IconName> = { speech: 'words', cyber: 'net', vehicle: 'car', cargo: 'container' };

export function tileIcon(name: string): IconName {
  return isIcon(name) ? name : (SYNONYMS[name] ?? 'words');
}
