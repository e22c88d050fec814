import { describe, expect, test } from 'vitest';
import { portInStart, targetOfStart, urlIn, webPlaceOf } from './web-place.ts';

describe('places on the web', () => {
  test('a URL gives application, service and location', () => {
    expect(webPlaceOf('https://shop.example/a/b?x=1#y')).toEqual({
      target: {
        kind: 'WEB_APPLICATION',
        raw: 'https://shop.example',
        origin: 'https://shop.example',
        hostname: 'shop.example',
      },
      service: { port: 443, transport: 'tcp', name: 'https' },
      location: { url: 'https://shop.example/a/b?x=1#y', path: '/a/b' },
    });
    expect(webPlaceOf('ftp://shop.example/')).toBeUndefined();
    expect(webPlaceOf('shop.example')).toBeUndefined();
  });

  test('a path is put onto its site, a URL stays one', () => {
    expect(urlIn('http://a.example:8080/start', 'x?y=1')).toBe('http://a.example:8080/x?y=1');
    expect(urlIn('http://a.example', 'https://b.example/z')).toBe('https://b.example/z');
    expect(urlIn('a.example', '/z')).toBe('/z');
  });

  test.each([
    ['shop.example', { hostname: 'shop.example' }, undefined],
    ['shop.example:8443/x', { hostname: 'shop.example' }, 8443],
    ['192.0.2.7', { ip: '192.0.2.7' }, undefined],
    ['2001:db8::7', { ip: '2001:db8::7' }, undefined],
    ['[2001:db8::7]:443', { ip: '2001:db8::7' }, 443],
    ['https://shop.example:8443', { kind: 'WEB_APPLICATION', origin: 'https://shop.example:8443' }, 8443],
  ])('%s', (text, target, port) => {
    expect(targetOfStart(text)).toMatchObject({ raw: text, ...target });
    expect(portInStart(text)).toBe(port);
  });
});
