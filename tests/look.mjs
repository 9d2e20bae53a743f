import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
const dir = mkdtempSync('/tmp/look-');
const port = 18080 + Math.floor(Math.random() * 900);
const server = spawn(process.env.SSA_BINARY, ['demo'], { env: { ...process.env, SSA_DATA_DIR: dir, SSA_LISTEN: `127.0.0.1:${port}`, SSA_DEMO_PASSWORD: 'demo-password-1', SSA_PUBLIC_URL: `http://127.0.0.1:${port}` }, stdio: 'ignore' });
const base = `http://127.0.0.1:${port}`;
for (let i = 0; i < 100; i++) { try { if ((await fetch(base + '/readyz')).ok) break; } catch {} await new Promise(r => setTimeout(r, 200)); }
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const lang = process.env.L ?? 'en', theme = process.env.T ?? 'night', out = process.env.OUT ?? '/tmp/shots';
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1, locale: 'en' });
await context.addInitScript(([l, t]) => { localStorage.setItem('language', l); localStorage.setItem('theme', t); if(!localStorage.getItem('quiet')) localStorage.setItem('quiet', 'on'); }, [lang, theme]);
const page = await context.newPage();
page.on('pageerror', e => console.log('PAGEERROR', e.message)); page.on('console', m => m.type() === 'error' && console.log('CONSOLE', m.text()));
let n = 0; const shot = async (name) => { await page.waitForTimeout(350); await page.screenshot({ path: `${out}/${String(++n).padStart(2, '0')}-${name}-${lang}.png`, fullPage: true }); };
const run = await import(process.env.STEPS); 
try { await run.default({ page, base, shot, context, browser }); } catch (e) { console.log('STOPPED', e.message.slice(0, 600)); await shot('stopped'); }
await browser.close(); server.kill(); 
