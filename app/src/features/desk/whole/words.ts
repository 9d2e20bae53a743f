/** The words of the whole map. */
export { mapWords, t } from '../../../i18n/map';
