import { expect, test } from 'vitest';
import { componentOfPurl, imageTarget, productTarget } from './product.ts';

test.each([
  ['pkg:npm/%40shop/web@1.4.2', 'APPLICATION', 'pkg:npm/%40shop/web'],
  [
    'pkg:oci/web@sha256%3Aab?repository_url=registry.example/shop/web&tag=1.4.2',
    'CONTAINER_IMAGE',
    'registry.example/shop/web',
  ],
  [
    'pkg:docker/shop/web@1.4.2?repository_url=https://registry.example/',
    'CONTAINER_IMAGE',
    'registry.example/shop/web',
  ],
  ['pkg:docker/shop/web@1.4.2', 'CONTAINER_IMAGE', 'shop/web'],
  ['Shop Web 1', 'APPLICATION', 'Shop Web 1'],
])('%s is the %s %s', (purl, kind, reference) => {
  expect(productTarget(purl)).toEqual({ kind, raw: purl, reference });
});

test('a product without a name has no reference; a given kind and text are kept', () => {
  expect(productTarget('')).toEqual({ kind: 'APPLICATION', raw: '' });
  expect(productTarget('pkg:npm/web@1', { raw: 'web', kind: 'HOST' })).toEqual({
    kind: 'HOST',
    raw: 'web',
    reference: 'pkg:npm/web',
  });
});

test('a package by its URL', () => {
  expect(componentOfPurl('pkg:deb/debian/lib@1-2')).toEqual({
    name: 'debian/lib',
    version: '1-2',
    purl: 'pkg:deb/debian/lib@1-2',
    ecosystem: 'deb',
  });
  expect(componentOfPurl('lib')).toBeUndefined();
});

test('an image by its name, or by the digest of one build', () => {
  expect(imageTarget('registry.example/shop/web:1').reference).toBe('registry.example/shop/web:1');
  expect(imageTarget(`sha256:${'ab'.repeat(32)}`).reference).toBeUndefined();
  expect(imageTarget('').reference).toBeUndefined();
});
