import { expect, test } from 'vitest';
import { groupsOf, readReceipt } from './receipt';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const KEY = '7KQ4M2TX9PWDH3RCV8NAE6GYJ5Z';
const sum = [...KEY].reduce((total, letter, index) => total + (index + 1) * ALPHABET.indexOf(letter), 0);
const RIGHT = KEY + ALPHABET[sum % 31];

test('a receipt is read as people type it', () => {
  const grouped = groupsOf(RIGHT).join('-');
  for (const typed of [RIGHT, grouped, grouped.toLowerCase(), ` ${groupsOf(RIGHT).join(' ')} `])
    expect(readReceipt(typed)).toEqual({ is: 'right', receipt: grouped });
});

test('O, I and L are the digits they look like', () => {
  expect(groupsOf('oil0')).toEqual(['0110']);
});

test('one wrong letter is noticed wherever it stands', () => {
  for (let index = 0; index < KEY.length; index++) {
    const other = ALPHABET[(ALPHABET.indexOf(RIGHT[index] as string) + 1) % 31];
    expect(readReceipt(RIGHT.slice(0, index) + other + RIGHT.slice(index + 1))).toEqual({ is: 'mistyped' });
  }
});

test('the group with an impossible letter is named', () => {
  expect(readReceipt(`7KQ4 M2UX ${RIGHT.slice(8)}`)).toEqual({ is: 'wrong_groups', groups: [2] });
  expect(readReceipt('7K_4 M2TX 9P')).toEqual({ is: 'wrong_groups', groups: [1] });
});

test('missing letters are counted, a group too long is named', () => {
  expect(readReceipt(RIGHT.slice(0, 26))).toEqual({ is: 'short', missing: 2 });
  const groups = groupsOf(RIGHT);
  expect(readReceipt([`${groups[0]}9`, ...groups.slice(1)].join(' '))).toEqual({ is: 'wrong_groups', groups: [1] });
});
