// The words that mail programs put around what they quote, by language (SPEC §3.4): the labels of a header block, what
// stands in an attribution line, what opens a forwarded mail, how a telephone signs. Tables and nothing else: shapes
// are quoted.ts's matter, and no word in here ever decides what is a command.

/** From; Sent; To and Cc; Subject. Alternatives are divided by `|`, lower case, patterns. */
const labelTable = String.raw`
en: from|reply-to; sent|date; to|cc|bcc; subject|importance|attachments
de: von|antwort an; gesendet|datum; an|kopie; betreff
fr: de|expéditeur|répondre à; envoyé|envoyé le|date; à|pour|destinataire; objet
es: de; enviado|enviado el|fecha; para|cco?; asunto
pt: de; enviada?|enviada? em|data; para|cópia; assunto
it: da; inviato|data; a; oggetto
nl: van; verzonden|datum; aan; onderwerp
pl: od|nadawca; wysłano|wysłane|data; do|dw|adresat; temat
cs sk: od; odesláno|odoslané|datum|dátum; komu|kopie|kópia; předmět|predmet
hu: feladó; elküldve|küldve|dátum|küldés dátuma; címzett|másolatot kap; tárgy
ro: de la|din partea; trimis|expediat|data|dată; către|catre; subiect
sv: från; skickat|datum; till|kopia; ämne
da nb nn: fra|frå; sendt|dato; til|kopi; emne
fi: lähettäjä; lähetetty|päivämäärä|päiväys; vastaanottaja|kopio; aihe
et lv lt: saatja|no|nuo; saadetud|kuupäev|nosūtīts|datums|išsiųsta|data; adressaat|saaja|kam|kopija; teema|tēma|tema
sl hr sr bs: od|šalje|од|шаље; poslano|poslato|datum|послато|датум; za|prima|kome|за|прима|kp; zadeva|predmet|naslov|наслов|тема
bg mk: от|од; изпратено|дата|испратено; до|за|копие; относно|тема
ru be: от|от кого; отправлено|дата; кому|копия; тема
uk: від; надіслано|відправлено|дата; кому|копія; тема
el: από; στάλθηκε|εστάλη|ημερομηνία; προς|κοιν\.?|κοινοποίηση; θέμα
tr: kimden|gönderen; gönderildi|gönderme tarihi|tarih; kime|bilgi|alıcı; konu
ca gl eu is sq mt: remitent|frá|nga; enviat|sent|dërguar; per a|til|për; assumpte|efni|subjekti
zh: 发件人|寄件者|寄件人; 发送时间|日期|寄件日期|傳送日期; 收件人|收件者|抄送|副本; 主题|主旨|主題
ja ko: 差出人|送信元|送信者|보낸 ?사람; 送信日時|日時|日付|보낸 ?날짜|날짜; 宛先|받는 ?사람|참조; 件名|제목
he ar: מאת|من; נשלח|תאריך|تم الإرسال|التاريخ; אל|إلى|עותק; נושא|الموضوع
`

/**
 * The verb of "On ..., Ana wrote:"; Apple Mail's line above a forwarded mail (others draw dashes around theirs and are
 * known by these); how "Sent from my ..." begins.
 */
const phraseTable = String.raw`
en: wrote|writes; begin forwarded message; sent (?:from|via|with|using|by) (?:my|an?|the|outlook|yahoo|gmail|proton|mail|samsung|windows|mobile|[a-z0-9-]{2,20}$)|get outlook for
de: schrieb; anfang der weitergeleiteten (?:nachricht|e-mail); gesendet (?:von|mit|über)|von mein\p{L}* .{2,40} gesendet|diese nachricht wurde von mein|outlook für .{2,20} (?:beziehen|abrufen)|holen sie sich outlook
fr: a écrit; début du message (?:réexpédié|transféré); envoyée? (?:de(?:puis)?|à partir de|avec) |(?:télécharge[rz]|obtenir) outlook pour
es: escribió|escribio; inicio del mensaje reenviado; enviado (?:desde|con)|obtener outlook para
pt: escreveu; início da mensagem (?:reencaminhada|encaminhada)|iniciar mensagem encaminhada; enviado (?:do|da|de|a partir d[oe]|pelo) |obter o outlook para
it: ha scritto; inizio messaggio inoltrato; inviato da(?:l|lla|ll')? ?|(?:scarica|ottieni) outlook per
nl: schreef; begin doorgestuurd bericht; (?:verzonden|verstuurd) (?:vanaf|met|via|door)|(?:download|haal) outlook voor
pl: napisał(?:\(?a\)?)?|pisze; początek przekazywanej wiadomości; wysłan[eo] (?:z|za pomocą|przy)|pobierz (?:aplikację |program )?outlook
cs sk: napsal(?:\(?a\)?)?|napísal(?:\(?a\)?)?; začátek přeposlané zprávy|začiatok preposlanej správy; odesláno (?:z|ze|pomocí)|odoslané (?:z|zo)|získat outlook
hu: ezt írta|írta; továbbított levél kezdete; .{2,40}-m?r[óő]l küldve|küldve
ro: a scris; început mesaj redirecționat; trimis (?:de pe|din|prin)
sv: skrev; vidarebefordrat brev; skicka(?:t|des) (?:från|via|med)|(?:hämta|skaffa) outlook
da nb nn: skrev; start på videresendt besked|videresendt melding; sendt (?:fra|med|via)|(?:hent|skaff deg|last ned) outlook
fi: kirjoitti; välitetty viesti alkaa; lähetetty .{0,30}(?:sta|stä|lta|ltä)|hanki outlook
et lv lt: kirjutas|rakstīja|rašė; ; saadetud minu|nosūtīts no|išsiųsta iš
sl hr sr bs: je napisala?|je napisao(?:/la)?|piše|је написао|је написала; ; poslan[oa] (?:z|iz|s|sa) |poslato sa|послато са
bg mk: написа|пише; ; изпратено от|испратено од
ru be: написал(?:\(?а\)?)?|писал(?:\(?а\)?)?|пишет; начало переадресованного (?:сообщения|письма); отправлено (?:с|со|из|через) 
uk: пише|написав|написала; початок листа, що пересилається; (?:надіслано|відправлено) (?:з|із|за допомогою) 
el: έγραψε|έγραψα; αρχή προωθημένου μηνύματος; (?:στάλθηκε|εστάλη|αποστολή) (?:από|μέσω)
tr: yazdı|şunları yazdı; iletilen ileti başlangıcı; .{2,40}(?:['’]?[dt][ae]n|m[dt][ae]n) gönderildi
ca gl eu is sq mt: va escriure|ha escrit|escribiu|idatzi du|skrifaði|shkroi|kiteb; ; enviat des d|sent úr|dërguar nga
zh: 写道|寫道|於.{4,60}寫道; 开始转发的邮件|開始轉寄郵件|開始轉寄訊息; 发自|發自|来自我的|來自我的|从我的.{1,30}发送|從我的.{1,30}傳送|通过.{1,30}发送
ja ko: のメール|のメッセージ|が書きました|は書きました|작성|님이 작성|님이 씀; 転送されたメッセージ|전달된 메시지 시작|전달된 메시지; .{1,30}から送信|나의 .{1,30}에서 보냄|.{1,30}에서 보냄
he ar: כתב(?:\/?ה)?|כתבה|كتبت?; ; נשלח מה|أُ?رسلت? من|تم الإرسال من
`

/** The words of one column in all languages. */
const column = (table: string, number: number): string => {
  const rows = table.trim().split('\n')
  const cells = rows.map((row) => row.slice(row.indexOf(': ') + 2).split(';'))
  return cells.flatMap((row) => row[number]?.trim() || []).join('|')
}
const label = (number: number) => new RegExp(`^(?:${column(labelTable, number)})$`, 'iu')

/** What a label of a header block names; the labels of a block together name several of these. */
export const labels: readonly RegExp[] = [label(0), label(1), label(2), label(3)]

/** A whole word, where the script parts its words at all. */
export const wroteWord = new RegExp(
  String.raw`(?<![\p{L}\d])(?:${column(phraseTable, 0)})(?![\p{L}\d])|写道|寫道|のメール`,
  'iu',
)
export const forwardedLine = new RegExp(`^(?:${column(phraseTable, 1)}) ?[:：]$`, 'iu')
export const deviceWords = new RegExp(`^(?:${column(phraseTable, 2)})`, 'iu')
