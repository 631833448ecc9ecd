import { describe, expect, it } from 'vitest'
import * as values from '../../src/config/values.ts'

type Case = readonly [written: string, read: unknown]
const table = (what: string, reader: (text: string) => unknown, cases: readonly Case[]) => {
  describe(what, () => {
    it.each(cases)('%j is read as %j', (written, read) => {
      expect(reader(written)).toEqual(read)
    })
  })
}

table('an address', values.readAddress, [
  ['Ana.Silva@LIP.Example', 'Ana.Silva@lip.example'],
  ["o'neill+x@a.b", "o'neill+x@a.b"],
  ['root@localhost', 'root@localhost'],
  [`${'a'.repeat(64)}@b.example`, `${'a'.repeat(64)}@b.example`],
  [`${'a'.repeat(65)}@b.example`, null],
  [`a@${'b.'.repeat(130)}example`, null],
  ['a@host', null],
  ['a b@c.example', null],
  ['.a@c.example', null],
  ['a..b@c.example', null],
  ['a@-c.example', null],
  ['a@c..example', null],
  ['a@b@c.example', null],
  ['a@c.example\r\nBcc: x@y.example', null],
  ['аna@c.example', null],
  ['', null],
])

table('a size in bytes', values.readSize, [
  ['40 MB', 41_943_040],
  ['500kB', 512_000],
  ['1 gb', 1_073_741_824],
  ['7 B', 7],
  ['0 MB', null],
  ['40', null],
  ['-1 MB', null],
  ['1.5 MB', null],
  ['4 MiB', null],
])

table('a time of day', values.readTime, [
  ['09:00', '09:00'],
  ['23:59', '23:59'],
  ['24:00', null],
  ['9:00', null],
  ['09:60', null],
])

table('a day', values.readDay, [
  ['2028-02-29', '2028-02-29'],
  ['2026-02-29', null],
  ['26-01-01', null],
])

table('a zone', values.readZone, [
  ['Europe/Lisbon', 'Europe/Lisbon'],
  ['UTC', 'UTC'],
  ['+01:00', null],
  ['Lisbon', null],
  ['', null],
])

table('a country', values.readCountry, [
  ['PT', { country: 'PT' }],
  ['pt', { country: 'PT' }],
  ['XK', { country: 'XK' }],
  ['UK', { instead: 'GB' }],
  ['EU', { instead: null }],
  ['XX', { instead: null }],
  ['PRT', { instead: null }],
  ['Portugal', { instead: 'PT' }],
  ['netherland', { instead: 'NL' }],
  ['', { instead: null }],
  ['constructor', { instead: null }],
])

table('a place to listen at', values.readListen, [
  ['127.0.0.1:8025', { host: '127.0.0.1', port: 8025 }],
  ['[::1]:25', { host: '::1', port: 25 }],
  ['Board.example:80', { host: 'board.example', port: 80 }],
  ['::1:25', null],
  [':25', null],
  ['localhost:0', null],
  ['localhost:70000', null],
])

table('whether a host is this machine', values.isLoopback, [
  ['localhost', true],
  ['127.3.2.1', true],
  ['::1', true],
  ['127.0.0.1.example.org', false],
  ['10.0.0.1', false],
])
