import { mount } from 'svelte';
import App from './App.svelte';
import { device } from './device/here';
import { language } from './i18n/language.svelte';
import { reporterWords } from './i18n/reporter';
import { router } from './router.svelte';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/phone/index.css';

async function start(): Promise<void> {
  await reporterWords.load(language.current);
  const target = document.getElementById('app');
  if (!target) throw new Error('the page has no #app');
  router.listen();
  mount(App, { target });
  device.wake();
}

void start();
