//! What is told of the bank entries of a file: what was left out, what was known, and what may be
//! booked twice.

use crate::domain::FindingKind;
use crate::domain::finding::Weight;

/// Findings of booking bank entries.
pub static FINDINGS: &[&FindingKind] = &[
    &PENDING,
    &UNDATED,
    &TOO_LARGE,
    &SEEN,
    &MAYBE_SEEN,
    &MAYBE_BESIDE,
    &MAYBE_NAMED,
    &MAYBE_RENUMBERED,
    &MAYBE_SWEPT,
    &MAYBE_RETOLD,
    &MAYBE_WORDED,
    &MAYBE_REWORDED,
    &MAYBE_SHIFTED,
    &MAYBE_PART,
    &MAYBE_SUM,
    &MAYBE_TURNED,
    &MAYBE_MORE,
];

pub static PENDING: FindingKind = FindingKind {
    code: "pending-entries",
    weight: Weight::Note,
    de: "{count|vorgemerkter Umsatz ist|vorgemerkte Umsätze sind} noch nicht gebucht und \
        weggelassen; was gebucht wird, kommt mit dem nächsten Auszug.",
    en: "{count|pending entry is|pending entries are} not booked yet and left out; what is booked \
        comes with the next statement.",
};
pub static UNDATED: FindingKind = FindingKind {
    code: "undated-entries",
    weight: Weight::Warning,
    de: "{count|Umsatz hat|Umsätze haben} kein lesbares Buchungsdatum; gebucht ist davon nichts. \
        Bitte den Auszug prüfen.",
    en: "{count|entry has|entries have} no readable booking date; nothing of it is booked. Check \
        the statement.",
};
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "entries-too-large",
    weight: Weight::Warning,
    de: "{count|Umsatz ist|Umsätze sind} größer als alles, was kontor bucht; gebucht ist davon \
        nichts. Bitte den Auszug prüfen.",
    en: "{count|entry is|entries are} larger than anything kontor books; nothing of it is booked. \
        Check the statement.",
};
pub static SEEN: FindingKind = FindingKind {
    code: "entries-known",
    weight: Weight::Note,
    de: "{count|Umsatz war|Umsätze waren} aus anderen Auszügen schon bekannt; nichts ist noch \
        einmal gebucht.",
    en: "{count|entry was|entries were} known from other statements; nothing is booked again.",
};
pub static MAYBE_SEEN: FindingKind = FindingKind {
    code: "entries-maybe-known",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: Eine der beiden Dateien nennt \
        nur Buchungstage oder nur Wertstellungen, und wenige Tage neben {amount} vom {day} steht \
        derselbe Betrag schon. Bitte mit dem Kontostand vergleichen. Ist {id} derselbe Umsatz wie \
        {first}, nimmt „kontor resolve {id} same {first}“ ihn heraus; sind es zwei, beendet \
        „kontor resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: one of the two files states booking dates \
        only or value dates only, and the same amount already stands a few days beside {amount} \
        of {day}. Compare with the balance of the account. If {id} is the same entry as {first}, \
        \"kontor resolve {id} same {first}\" takes it out; if they are two, \"kontor resolve \
        {document} accept\" ends the question.",
};
pub static MAYBE_BESIDE: FindingKind = FindingKind {
    code: "entries-maybe-beside",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {amount} vom {day} steht aus \
        einer Datei anderer Art schon da ({first}), wenige Tage daneben, und weder Gegenseite \
        noch Text sagen, dass es ein anderer ist: Sie sind gleich, gekürzt oder fehlen in einer \
        der Dateien. Bitte mit dem Kontostand vergleichen. Ist {id} derselbe Umsatz wie {first}, \
        nimmt „kontor resolve {id} same {first}“ ihn heraus; sind es zwei, beendet „kontor \
        resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: {amount} of {day} is there already from a file \
        of another kind ({first}), a few days beside it, and neither other side nor text say that \
        it is another: they are the same, shortened, or missing in one of the files. Compare with \
        the balance of the account. If {id} is the same entry as {first}, \"kontor resolve {id} \
        same {first}\" takes it out; if they are two, \"kontor resolve {document} accept\" ends \
        the question.",
};
pub static MAYBE_NAMED: FindingKind = FindingKind {
    code: "entries-maybe-named",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {amount} vom {day} steht aus \
        einer anderen Datei schon da ({first}), doch mit einem anderen Namen der Gegenseite, und \
        weder IBAN noch Text sagen, dass es derselbe ist. Gebucht sind beide. Bitte mit dem \
        Kontostand vergleichen. Ist {id} derselbe Umsatz wie {first}, nimmt „kontor resolve {id} \
        same {first}“ ihn heraus; sind es zwei, beendet „kontor resolve {document} accept“ die \
        Frage.",
    en: "{count|entry|entries} may be booked twice: {amount} of {day} is there already from \
        another file ({first}), but with another name of the other side, and neither IBAN nor \
        text say that it is the same. Both are booked. Compare with the balance of the account. \
        If {id} is the same entry as {first}, \"kontor resolve {id} same {first}\" takes it out; \
        if they are two, \"kontor resolve {document} accept\" ends the question.",
};
pub static MAYBE_RENUMBERED: FindingKind = FindingKind {
    code: "entries-maybe-renumbered",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {amount} vom {day} steht mit \
        derselben Gegenseite und demselben Text schon da; nur die Referenz der Bank ist eine \
        andere, und beide Auszüge können dieselben Umsätze erzählen. Bitte mit dem Kontostand \
        vergleichen. Ist {id} derselbe Umsatz wie {first}, nimmt „kontor resolve {id} same \
        {first}“ ihn heraus; sind es zwei, beendet „kontor resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: {amount} of {day} is there already with the \
        same other side and text; only the bank's reference differs, and both statements may tell \
        of the same entries. Compare with the balance of the account. If {id} is the same entry \
        as {first}, \"kontor resolve {id} same {first}\" takes it out; if they are two, \"kontor \
        resolve {document} accept\" ends the question.",
};
pub static MAYBE_SWEPT: FindingKind = FindingKind {
    code: "entries-maybe-swept",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {amount} vom {day} steht aus \
        einem anderen Auszug desselben Tages schon da ({first}). Beide Auszüge enden mit dem \
        Saldo, mit dem sie beginnen, und tragen keine Nummer: Es können zwei sein oder zweimal \
        derselbe. Bitte bei der Bank nachsehen. Ist {id} derselbe Umsatz wie {first}, nimmt \
        „kontor resolve {id} same {first}“ ihn heraus; sind es zwei, beendet „kontor resolve \
        {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: {amount} of {day} is there already from \
        another statement of the same day ({first}). Both statements end with the balance that \
        they begin with and bear no number: they may be two, or one told twice. Look at the \
        bank's own list. If {id} is the same entry as {first}, \"kontor resolve {id} same \
        {first}\" takes it out; if they are two, \"kontor resolve {document} accept\" ends the \
        question.",
};
pub static MAYBE_RETOLD: FindingKind = FindingKind {
    code: "entries-maybe-retold",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {amount} vom {day} steht aus \
        einem anderen Auszug schon da, in anderen Worten ({first}), und nach den Salden hat die \
        Bank an diesem Tag nur einen von beiden. Bitte mit dem Kontostand vergleichen. Ist {id} \
        derselbe Umsatz wie {first}, nimmt „kontor resolve {id} same {first}“ ihn heraus; sind es \
        zwei, beendet „kontor resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: {amount} of {day} is there already from \
        another statement, in other words ({first}), and by the balances the bank has one of the \
        two only on that day. Compare with the balance of the account. If {id} is the same entry \
        as {first}, \"kontor resolve {id} same {first}\" takes it out; if they are two, \"kontor \
        resolve {document} accept\" ends the question.",
};
pub static MAYBE_WORDED: FindingKind = FindingKind {
    code: "entries-maybe-worded",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {amount} vom {day} ({id}) steht \
        aus einer Datei anderer Art schon da ({first}), in anderen Worten und vielleicht an einem \
        anderen Tag; Name, eine Nummer im Text oder die Tage, die beide Dateien erzählen, sprechen \
        für denselben Umsatz. Gebucht sind beide. Bitte mit dem Kontostand vergleichen. Ist {id} \
        derselbe Umsatz wie {first}, nimmt „kontor resolve {id} same {first}“ ihn heraus; sind es \
        zwei, beendet „kontor resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: {amount} of {day} ({id}) is there already from \
        a file of another kind ({first}), in other words and perhaps on another day; the name, a \
        number in the text or the days that both files tell of speak for one entry. Both are \
        booked. Compare with the balance of the account. If {id} is the same entry as {first}, \
        \"kontor resolve {id} same {first}\" takes it out; if they are two, \"kontor resolve \
        {document} accept\" ends the question.",
};
/// A booking that the same kind of file told of in other words.
pub static MAYBE_REWORDED: FindingKind = FindingKind {
    code: "entries-maybe-reworded",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {amount} vom {day} ({id}) steht \
        mit derselben Gegenseite schon da ({first}), mit anderem Text. Eine Bank nennt denselben \
        Umsatz sonst jedes Mal mit demselben Text; gebucht sind darum beide. Bitte mit dem \
        Kontostand vergleichen. Ist {id} derselbe Umsatz wie {first}, nimmt „kontor resolve {id} \
        same {first}“ ihn heraus; sind es zwei, beendet „kontor resolve {document} accept“ die \
        Frage.",
    en: "{count|entry|entries} may be booked twice: {amount} of {day} ({id}) is there already with \
        the same other side ({first}), under another text. A bank gives one entry the same text \
        each time, so both are booked. Compare with the balance of the account. If {id} is the \
        same entry as {first}, \"kontor resolve {id} same {first}\" takes it out; if they are two, \
        \"kontor resolve {document} accept\" ends the question.",
};
pub static MAYBE_SHIFTED: FindingKind = FindingKind {
    code: "entries-maybe-shifted",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: Zwei Dateien nennen denselben \
        Betrag an mehreren Tagen, {id} ({amount} vom {day}) hat nur die eine, {first} nur die \
        andere. Nennt eine der Dateien jeden Umsatz später als die andere, ist einer zu viel. \
        Bitte mit dem Kontostand vergleichen. Dann nimmt „kontor resolve {id} same {first}“ ihn \
        heraus; sonst beendet „kontor resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: two files tell the same amount on several \
        days, {id} ({amount} of {day}) is in the one only, {first} in the other only. If one of \
        the files tells each entry later than the other, one is too many. Compare with the \
        balance of the account. Then \"kontor resolve {id} same {first}\" takes it out; else \
        \"kontor resolve {document} accept\" ends the question.",
};
pub static MAYBE_PART: FindingKind = FindingKind {
    code: "entries-maybe-part",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {id} trägt dieselbe Referenz \
        der Bank wie die Summe {first} über {amount} vom {day} und kann eine Zahlung daraus sein; \
        die übrigen fehlen noch. Bitte mit dem Kontostand vergleichen. Gehört {id} zu {first}, \
        nimmt „kontor resolve {id} same {first}“ ihn heraus; sind es zwei, beendet „kontor \
        resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: {id} bears the bank's reference of the sum \
        {first} of {amount} of {day} and may be a payment inside it; the others are still \
        missing. Compare with the balance of the account. If {id} belongs to {first}, \"kontor \
        resolve {id} same {first}\" takes it out; if they are two, \"kontor resolve {document} \
        accept\" ends the question.",
};
pub static MAYBE_SUM: FindingKind = FindingKind {
    code: "entries-maybe-sum",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {id} über {amount} vom {day} ist \
        genau die Summe von {first}, und jeder der beiden Auszüge nennt nur das eine. Bitte mit \
        dem Kontostand vergleichen. Sind es die Zahlungen aus {id}, nimmt „kontor resolve {id} \
        same {first}“ sie heraus; sind es andere, beendet „kontor resolve {document} accept“ die \
        Frage.",
    en: "{count|entry|entries} may be booked twice: {id} of {amount} of {day} is exactly the sum \
        of {first}, and each of the two statements has only the one. Compare with the balance of \
        the account. If they are the payments inside {id}, \"kontor resolve {id} same {first}\" \
        takes them out; if they are others, \"kontor resolve {document} accept\" ends the \
        question.",
};
pub static MAYBE_TURNED: FindingKind = FindingKind {
    code: "entries-maybe-turned",
    weight: Weight::Warning,
    de: "{count|Umsatz kann|Umsätze können} doppelt gebucht sein: {id} und {first} sind ein Storno \
        über denselben Betrag vom {day}, der eine als Eingang, der andere als Ausgang ({amount}). \
        Manche Banken nennen ein Storno vorab in der Richtung des Umsatzes, den es zurücknimmt. \
        Bitte mit dem Kontostand vergleichen. Gilt {first}, nimmt „kontor resolve {id} same \
        {first}“ den anderen heraus; gilt {id}, „kontor resolve {first} same {id}“; sind es zwei, \
        beendet „kontor resolve {document} accept“ die Frage.",
    en: "{count|entry|entries} may be booked twice: {id} and {first} are a reversal of one amount \
        of {day}, the one as money in, the other as money out ({amount}). Some banks announce a \
        reversal in the direction of the entry that it takes back. Compare with the balance of the \
        account. If {first} is right, \"kontor resolve {id} same {first}\" takes the other out; if \
        {id} is, \"kontor resolve {first} same {id}\"; if they are two, \"kontor resolve \
        {document} accept\" ends the question.",
};
pub static MAYBE_MORE: FindingKind = FindingKind {
    code: "entries-maybe-more",
    weight: Weight::Warning,
    de: "Dazu {count|kann ein weiterer Umsatz|können weitere Umsätze} dieser Datei ebenso doppelt \
        gebucht sein ({count}): {pairs}. Bitte mit dem Kontostand vergleichen. Jeden, der derselbe \
        ist, nimmt „kontor resolve E… same E…“ heraus, viele auf einmal eine Klärungsliste im \
        Eingang (je Zeile Nr und als Antwort „same E…“); sind es andere, beendet „kontor resolve \
        {document} accept“ alle diese Fragen.",
    en: "{count|one more entry|more entries} of this file may be booked twice likewise ({count}): \
        {pairs}. Compare with the balance of the account. \"kontor resolve E… same E…\" takes out \
        each that is the same, a clarification sheet in the inbox many at once (a row each: id, \
        and the answer \"same E…\"); if they are others, \"kontor resolve {document} accept\" ends \
        all these questions.",
};
