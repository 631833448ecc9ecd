// The few turns of phrase that decide how a mail is read: a greeting line before the commands, and the plain yes that
// people give instead of an answer (SPEC §3.4). A yes is recognised to be asked about, never to be acted on.

const GREETING =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|salut|ch[e\u00e8]re?s?|ciao|salve|buongiorno|buonasera|gentil[ei]|car[ei]|hola|buenos d\u00edas|buenas tardes|estimad[oa]s?|ol\u00e1|bom dia|boa tarde|car[oa]s?|cze\u015b\u0107|dzie\u0144 dobry|witam|szanowni|dobr\u00fd den|ahoj|hej|hei|moi|god dag|beste|goedemorgen|goedemiddag|geachte|zdravo|po\u0161tovan[ie]|drodzy|v\u00e1\u017een\u00ed|pozdrav|dobar dan|merhaba|\u03b3\u03b5\u03b9\u03b1|\u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1|\u03b7\u03ad\u03b9|\u0437\u0434\u0440\u0430\u0432\u0441\u0442\u0432\u0443\u0439\u0442\u0435|\u0434\u043e\u0431\u0440\u044b\u0439 \u0434\u0435\u043d\u044c|\u043f\u0440\u0438\u0432\u0435\u0442|szia|tisztelt|tere)(?![\p{L}\p{N}_-])[^:;?]{0,50}$/iu

/** One line of greeting: short, and nothing in it but the greeting and whom it greets. */
export const isGreeting = (line: string): boolean => {
  const said = line.trim()
  return said.length <= 60 && GREETING.test(said)
}

const YES =
  /^(?:yes|yep|yeah|ok|okay|o\.k\.|sure|fine|agreed|gladly|certainly|of course|no problem|count (?:us|me) in|happy to|we(?: ?['\u2019]ll| will| can| would like to| are (?:in|happy|ready|willing)|['\u2019]re (?:in|happy))|i(?: ?['\u2019]ll| will| can) (?:do|test|try|take)|let['\u2019]?s do|sounds good|will do|\+1|\u{1f44d}|accepted|(?:we |i )(?:gladly |happily |hereby )?accept|ja|jawohl|klar|gerne|einverstanden|in ordnung|wir (?:machen|nehmen)|geht klar|oui|d['\u2019]accord|volontiers|nous (?:acceptons|participons|le ferons)|on (?:le )?fait|avec plaisir|s[i\u00ec\u00ed]|va bene|volentieri|d['\u2019]accordo|accettiamo|lo facciamo|partecipiamo|de acuerdo|vale|claro|aceptamos|lo hacemos|lo haremos|con gusto|sim|claro|de acordo|(?:n\u00f3s )?aceitamos|participamos|vamos fazer|faremos|tak|zgoda|dobrze|akceptujemy|przyjmujemy|zrobimy|ch\u0119tnie|ano|\u00e1no|souhlas\u00edme|ud\u011bl\u00e1me|r\u00e1di|da|dobro|prihva\u0107amo|igen|rendben|evet|tamam|\u03bd\u03b1\u03b9|\u03b5\u03bd\u03c4\u03ac\u03be\u03b5\u03b9|\u0434\u0430|\u0445\u043e\u0440\u043e\u0448\u043e|\u0441\u043e\u0433\u043b\u0430\u0441\u043d\u044b|akkoord|prima|graag|kyll\u00e4|joo|jah|nat\u00fcrlich|selbstverst\u00e4ndlich|bien s\u00fbr|entendu|certo|certamente|con piacere|por supuesto|desde luego|com certeza|pewnie|oczywi\u015bcie|jasn\u011b|samoz\u0159ejm\u011b|\u597d\u7684|\u53ef\u4ee5|\u306f\u3044|\u4e86\u89e3)(?![\p{L}\p{N}_-])/iu

/** Whether a line begins with a yes in some language. */
export const saysYes = (line: string): boolean => line.length <= 200 && YES.test(line.trim())
