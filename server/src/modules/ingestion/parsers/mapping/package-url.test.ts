import { expect, test } from 'vitest';
import { packageUrl } from './package-url.ts';

test.each([
  ['pkg:npm/left@1.0.0', 'npm', 'left', '1.0.0', 'pkg:npm/left'],
  ['pkg:npm/%40shop/web@1.4.2', 'npm', '@shop/web', '1.4.2', 'pkg:npm/%40shop/web'],
  ['pkg:npm/@shop/web', 'npm', '@shop/web', undefined, 'pkg:npm/@shop/web'],
  ['pkg:Maven/org.sample/core@2.1?type=jar', 'maven', 'org.sample/core', '2.1', 'pkg:maven/org.sample/core'],
  ['pkg:deb/debian/lib@1%2B2?arch=amd64', 'deb', 'debian/lib', '1+2', 'pkg:deb/debian/lib'],
  ['pkg:oci/web@sha256%3Aab#sub', 'oci', 'web', 'sha256:ab', 'pkg:oci/web'],
])('%s', (text, ecosystem, name, version, stable) => {
  expect(packageUrl(text)).toEqual({ ecosystem, name, version, stable });
});

test.each(['', 'npm/left', 'pkg:npm', 'https://shop.example/pkg:npm/a'])('"%s" is none', (text) => {
  expect(packageUrl(text)).toBeUndefined();
});
