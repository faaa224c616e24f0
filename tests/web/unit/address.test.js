// The address: which fragments may be links, and what stands in it beside the worker's link.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete, mayBeLink } from '../../../www/js/state/address.js';

test('a fragment may be a link where it gives a value to anything, also as mail programs write it', () => {
  for (const link of ['batch=8', 'v=1&amp;batch=8', 'data%3Dplain', 'data%253dplain', '%25253D']) {
    assert.ok(mayBeLink(link), link);
  }
  for (const place of ['', 'stage', '%', '3d', ':~:text']) assert.ok(!mayBeLink(place), place);
});

test('the whole link has the worker’s, what was not understood, and the page’s own keys', () => {
  const view = new Map([['log', 'loss']]);
  assert.equal(
    complete('v=1&data=plain', [['new key', 'a b&c:d/e,f']], view),
    'v=1&data=plain&new%20key=a%20b%26c:d/e,f&view.log=loss',
  );
});

test('the default experiment needs no fragment, unless something else is said', () => {
  assert.equal(complete('v=1', [], new Map()), '');
  assert.equal(complete('v=1', [], new Map([['closed', 'loss,accuracy']])), 'v=1&view.closed=loss,accuracy');
});
