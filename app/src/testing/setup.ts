import 'fake-indexeddb/auto';

const { reporterWords } = await import('../i18n/reporter');
await reporterWords.load('en');
await import('../i18n/later');
