/**
 * What the projects for phones promise to whoever reports, read from the files as they are: no phone is needed for that,
 * and none is here. Whether a phone keeps it is for a phone to say (docs/MOBILE.md).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const NATIVE = 'src-tauri';
const MAIN = `${NATIVE}/gen/android/app/src/main`;
const read = (path: string): string => readFileSync(path, 'utf8');

/** A flat look at XML that holds neither text nor CDATA of interest: every element with its attributes, in order. */
function elements(path: string): { name: string; of: Record<string, string> }[] {
  const bare = read(path).replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>/g, '');
  return [...bare.matchAll(/<([\w.-]+)([^>]*)>/g)].map(([, name = '', rest = '']) => ({
    name,
    of: Object.fromEntries([...rest.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])),
  }));
}

/** The pairs of one flat property list. */
function plist(path: string): Map<string, string> {
  const pairs = read(path).matchAll(/<key>([^<]+)<\/key>\s*<(string|true|false|array|dict)\/?>([^<]*)/g);
  return new Map([...pairs].map(([, key = '', kind = '', text = '']) => [key, kind === 'string' ? text : kind]));
}

const manifest = elements(`${MAIN}/AndroidManifest.xml`);
const named = (name: string) => manifest.filter((one) => one.name === name).map(({ of }) => of);
const application = named('application')[0]!;
const web = JSON.parse(read('public/notes.webmanifest')) as { name: string };
const strings = (name: string) =>
  new RegExp(`<string name="${name}"[^>]*>([^<]*)<`).exec(read(`${MAIN}/res/values/strings.xml`))?.[1];

describe('Android', () => {
  test('nothing of the app leaves the phone with a backup', () => {
    expect(application['android:allowBackup']).toBe('false');
    expect(application['android:dataExtractionRules']).toBe('@xml/data_extraction_rules');
    expect(application['android:fullBackupContent']).toBe('@xml/backup_rules');
    const domains = ['root', 'file', 'database', 'sharedpref', 'external'];
    const onDevice = ['device_root', 'device_file', 'device_database', 'device_sharedpref'];
    for (const [rules, ways, all] of [
      ['data_extraction_rules', ['cloud-backup', 'device-transfer'], [...domains, ...onDevice]],
      ['backup_rules', ['full-backup-content'], domains],
    ] as const) {
      const said = elements(`${MAIN}/res/xml/${rules}.xml`);
      expect(said.filter(({ name }) => name === 'include')).toEqual([]);
      for (const way of ways) {
        const from = said.findIndex(({ name }) => name === way);
        const part = said.slice(from + 1, from + 1 + all.length);
        expect(part.map(({ of }) => of['domain'])).toEqual(all);
        expect(part.every(({ name, of }) => name === 'exclude' && of['path'] === '.')).toBe(true);
      }
    }
  });

  test('nothing is sent in the clear', () => {
    expect(application['android:usesCleartextTraffic']).toBe('false');
    expect(application['android:networkSecurityConfig']).toBe('@xml/network_security');
    const rules = elements(`${MAIN}/res/xml/network_security.xml`);
    expect(rules).toEqual([
      { name: 'network-security-config', of: {} },
      { name: 'base-config', of: { cleartextTrafficPermitted: 'false' } },
    ]);
    expect(read(`${NATIVE}/gen/android/app/build.gradle.kts`)).toMatch(/require\(server\.scheme == "https"\)/);
    expect(read(`${NATIVE}/gen/android/app/build.gradle.kts`)).not.toMatch(/cleartext/i);
    // Nothing beside `main` may say otherwise.
    expect(readdirSync(`${NATIVE}/gen/android/app/src`)).toEqual(['main']);
  });

  test('the screen is secured before anything is drawn on it', () => {
    const activity = read(`${MAIN}/java/org/seesayact/app/MainActivity.kt`).replace(/\/\/.*/g, '');
    const [secured, drawn] = [
      activity.search(/window\.setFlags\(\s*WindowManager\.LayoutParams\.FLAG_SECURE/),
      activity.indexOf('super.onCreate'),
    ];
    expect(secured).toBeGreaterThan(0);
    expect(drawn).toBeGreaterThan(secured);
    expect(activity).not.toMatch(/clearFlags/);
  });

  test('the permissions are these and no more, and no phone is shut out for what it lacks', () => {
    expect(named('uses-permission').map((one) => one['android:name']?.replace('android.permission.', ''))).toEqual([
      'INTERNET',
      'CAMERA',
      'ACCESS_COARSE_LOCATION',
      'ACCESS_FINE_LOCATION',
      'RECORD_AUDIO',
      'MODIFY_AUDIO_SETTINGS',
      'NFC',
    ]);
    const features = named('uses-feature');
    expect(features.length).toBeGreaterThan(0);
    expect(features.filter((one) => one['android:required'] !== 'false')).toEqual([]);
    for (const what of ['camera', 'location', 'microphone', 'nfc'])
      expect(features.map((one) => one['android:name'])).toContain(`android.hardware.${what}`);
  });

  test('one entrance is open, the other is neutral, and both are those the Kotlin changes', () => {
    const entrances = named('activity-alias');
    expect(entrances.map((one) => [one['android:name'], one['android:enabled']])).toEqual([
      ['.Own', 'true'],
      ['.Neutral', 'false'],
    ]);
    expect(entrances.every((one) => one['android:targetActivity'] === '.MainActivity')).toBe(true);
    // An entrance of the activity itself could not be shut.
    const launchers = read(`${MAIN}/AndroidManifest.xml`).split('<activity-alias')[0]!;
    expect(launchers).not.toContain('android.intent.category.LAUNCHER');
    expect(read(`${MAIN}/AndroidManifest.xml`).match(/category\.LAUNCHER"/g)).toHaveLength(2);
    const kotlin = read(`${NATIVE}/phone/android/src/main/java/org/seesayact/phone/Entrance.kt`);
    for (const alias of ['Own', 'Neutral']) expect(kotlin).toContain(`named("${alias}")`);
    expect(kotlin).toContain('"org.seesayact.app.$alias"');
    expect(read(`${NATIVE}/gen/android/app/build.gradle.kts`)).toContain('namespace = "org.seesayact.app"');
  });

  test('every picture and word that is named is there', () => {
    const all =
      read(`${MAIN}/AndroidManifest.xml`) +
      read(`${MAIN}/res/mipmap-anydpi-v26/ic_own.xml`) +
      read(`${MAIN}/res/mipmap-anydpi-v26/ic_notes.xml`);
    const kept = readdirSync(`${MAIN}/res`, { recursive: true, encoding: 'utf8' });
    for (const [, kind = '', name = ''] of all.matchAll(/"@(mipmap|xml|drawable)\/(\w+)"/g))
      expect(
        kept.some((path) => path.startsWith(kind) && path.includes(`/${name}.`)),
        `${kind}/${name}`,
      ).toBe(true);
    for (const density of ['mdpi', 'hdpi', 'xhdpi', 'xxhdpi', 'xxxhdpi'])
      for (const icon of ['own', 'notes']) expect(kept).toContain(`mipmap-${density}/ic_${icon}.png`);
    for (const [, name = ''] of all.matchAll(/"@string\/(\w+)"/g)) expect(strings(name), name).toBeTruthy();
  });

  test('a sign’s link opens the app, and no other link does', () => {
    const links = named('data');
    expect(links).toEqual([{ 'android:scheme': 'https', 'android:host': '${server}', 'android:pathPrefix': '/p/' }]);
    expect(read(`${MAIN}/AndroidManifest.xml`)).toContain('android:autoVerify="true"');
  });

  test('the project tells of no machine, and holds no key', () => {
    const tracked = execFileSync(
      'git',
      ['ls-files', '--cached', '--others', '--exclude-standard', `${NATIVE}/gen`, `${NATIVE}/phone`],
      { encoding: 'utf8' },
    );
    const files = tracked.trim().split('\n');
    expect(files.length).toBeGreaterThan(20);
    expect(
      files.filter((path) => /keystore|\.jks$|local\.properties|key\.properties|tauri\.settings/.test(path)),
    ).toEqual([]);
    const texts = files.filter((path) => !/\.(png|jar)$/.test(path) && existsSync(path));
    expect(texts.filter((path) => /(^|[\s"'=(])\/(home|root|tmp|Users|work)\//m.test(read(path)))).toEqual([]);
  });
});

describe('iOS', () => {
  test('each thing that is asked for says why, in a sentence', () => {
    const said = plist(`${NATIVE}/Info.ios.plist`);
    for (const key of [
      'NSCameraUsageDescription',
      'NSMicrophoneUsageDescription',
      'NSLocationWhenInUseUsageDescription',
      'NFCReaderUsageDescription',
    ])
      expect(said.get(key)).toMatch(/^[A-Z].{30,}\.$/);
    // Nobody is followed about, and clear text stays refused.
    expect([...said.keys()].filter((key) => /Always|Tracking|AppTransport|Contacts|Background/.test(key))).toEqual([]);
  });

  test('the screen is covered before iOS takes its picture', () => {
    const cover = read(`${NATIVE}/phone/ios/Sources/Cover.swift`);
    expect(cover).toMatch(/willResignActiveNotification[\s\S]{0,120}lower\(\)/);
    expect(cover).toMatch(/didBecomeActiveNotification[\s\S]{0,120}removeFromSuperview\(\)/);
    expect(read(`${NATIVE}/phone/ios/Sources/PhonePlugin.swift`)).toContain('cover.watch()');
  });

  test('the neutral picture is the one that is named', () => {
    expect(read(`${NATIVE}/phone/ios/Sources/PhonePlugin.swift`)).toContain('"Notes"');
    expect(read(`${NATIVE}/Info.ios.plist`)).toMatch(/CFBundleAlternateIcons<\/key>\s*<dict>\s*<key>Notes</);
    const [, file = ''] =
      /CFBundleIconFiles<\/key>\s*<array>\s*<string>(\w+)</.exec(read(`${NATIVE}/Info.ios.plist`)) ?? [];
    for (const size of ['@2x', '@3x']) expect(existsSync(`${NATIVE}/icons/ios/${file}${size}.png`)).toBe(true);
  });
});

describe('everywhere', () => {
  test('the neutral name is one and the same', () => {
    expect(strings('neutral_name')).toBe(web.name);
    expect(read(`${NATIVE}/src/disguise.rs`)).toContain(`NEUTRAL: &str = "${web.name}"`);
    expect(read('src/device/neutral.svelte.ts')).toContain(`neutral: '${web.name}'`);
  });

  test('on a desk the window asks for no more than on a phone, and is kept out of pictures where that can be', () => {
    const conf = (name: string) => JSON.parse(read(join(NATIVE, name))) as Conf;
    const { windows, security } = conf('tauri.conf.json').app;
    expect(windows?.[0]?.contentProtected).toBe(true);
    expect(security.capabilities).toEqual(['main']);
    expect(conf('tauri.ios.conf.json').app.security.capabilities).toEqual(['main', 'iphone']);
    const { permissions, platforms } = JSON.parse(read(`${NATIVE}/capabilities/iphone.json`)) as Capability;
    expect(platforms).toEqual(['iOS']);
    expect(permissions.every((one) => one.startsWith('geolocation:'))).toBe(true);
    const main = JSON.parse(read(`${NATIVE}/capabilities/main.json`)) as Capability;
    // Of Tauri and its plugins no page may use anything but hearing events.
    expect(main.permissions.filter((one) => one.includes(':'))).toEqual([
      'core:event:allow-listen',
      'core:event:allow-unlisten',
    ]);
  });
});

interface Conf {
  app: { windows?: { contentProtected?: boolean }[]; security: { capabilities: string[] } };
}
interface Capability {
  permissions: string[];
  platforms?: string[];
}
