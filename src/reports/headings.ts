// What people and older templates call the questions of a report (SPEC §4), so that one that was filled in another
// language or order still says what can be had. Compared without case, accents, numbers and punctuation.

import type { QuestionId } from './document.ts'
import { questions } from './questions.ts'

const known: { readonly [id in QuestionId]: string } = {
  node: `site | node | host | hostname | service node | machine | server | site name | site and host | standort | standort und rechner | rechner
    | site et noeud | noeud | machine utilisee | sitio | sitio y nodo | nodo | sito e nodo | sitio e no`,
  installed: `installed | installation | installed from | upgraded from | upgrade | installation or upgrade | installed or upgraded | install or upgrade
    | installation upgrade | installation and upgrade | upgrade path | installationsweg | installiert oder aktualisiert von | installation oder upgrade
    | installation ou mise a jour | installe ou mis a jour depuis | instalacion o actualizacion | instalado o actualizado desde
    | installazione o aggiornamento | installato o aggiornato da | instalacao ou atualizacao`,
  'release-notes': `release notes | notes of the release | quality of the release notes | versionshinweise | notes de version | notas de la version
    | notas de publicacion | note di rilascio | notas de lancamento`,
  documentation: `documentation | docs | quality of the documentation | dokumentation | documentacion | documentazione | documentacao`,
  configuration: `configuration | config | configured | configuration of the service | konfiguration | configuracion | configurazione | configuracao`,
  tests: `tests | test | testing | tests done | tests performed | functional tests | durchgefuhrte tests | tests effectues | essais | pruebas
    | pruebas realizadas | test eseguiti | prove | testes | testes realizados`,
  exposure: `exposure to production | production | exposure | days in production | time in production | production load | load in production
    | exposed to production | produktion | tage in produktion | produktivbetrieb | mise en production | jours en production | exposition a la production
    | produccion | dias en produccion | exposicion a produccion | produzione | giorni in produzione | producao | dias em producao`,
  problems: `problems | problems found | issues | issues found | bugs found | problems and ggus tickets | problems or issues | ggus tickets | ggus
    | probleme | gefundene probleme | problemes | problemes rencontres | problemas | problemas encontrados | problemi | problemi riscontrati`,
  workarounds: `work arounds | workarounds | work around | workaround | mitigations | umgehung | umgehungen | abhilfe | contournements | contournement
    | solutions de contournement | soluciones | soluciones alternativas | soluzioni | soluzioni alternative | solucoes de contorno`,
  verdict: `verdict | result | outcome | conclusion | recommendation | final verdict | accept or reject | urteil | ergebnis | fazit | verdikt
    | resultat | avis | veredicto | resultado | conclusion | verdetto | risultato | conclusione | veredito`,
  time: `time spent | time | effort | hours | hours spent | work spent | aufwand | zeitaufwand | temps passe | temps | effort consacre
    | tiempo | tiempo empleado | tiempo dedicado | tempo | tempo impiegato | tempo gasto`,
}

/** As headings are compared: `3.2 Work-arounds:` is `work arounds`. */
export const folded = (text: string): string =>
  text
    .slice(0, 200)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^(?:\d+ )+/, '')

const byWords: ReadonlyMap<string, QuestionId> = new Map([
  ...Object.entries(known).flatMap(([id, words]) =>
    words.split('|').map((word): [string, QuestionId] => [folded(word), id as QuestionId]),
  ),
  ...questions.map(({ id, heading }): [string, QuestionId] => [folded(heading), id]),
])

/** The question that a heading or a label asks; null where it is none of ours. What stands in brackets explains it. */
export const questionCalled = (text: string): QuestionId | null =>
  byWords.get(folded(text)) ?? byWords.get(folded(text.replace(/\([^()\n]*\)\s*(?:[:?]\s*)?$/, ''))) ?? null
