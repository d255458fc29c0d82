//! camt and MT940 messages as banks write them.

use super::bookings::{
    Booking, Channel, Habits, IBANS, NAMES, References, Sort, World, halves, money,
};
use jiff::civil::Date;
use std::fmt::Write;

pub fn camt<'a>(
    world: &World,
    channel: Channel,
    parts: impl Iterator<Item = &'a Vec<&'a Booking>>,
    span: &std::ops::Range<usize>,
) -> String {
    let (message, body, element) = match channel {
        Channel::Camt053 => ("053.001.08", "BkToCstmrStmt", "Stmt"),
        Channel::Camt054 => ("054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        _ => ("052.001.08", "BkToCstmrAcctRpt", "Rpt"),
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{message}\"><{body}>\
         <GrpHdr><MsgId>M{}</MsgId><CreDtTm>{}T19:00:00</CreDtTm></GrpHdr>",
        span.start,
        world.day(span.end)
    );
    for part in parts {
        let currency = part[0].currency;
        let money_in: Vec<&Booking> = part.iter().copied().filter(|b| b.cents > 0).collect();
        let half = part.len().div_ceil(2);
        let reports: Vec<Vec<&Booking>> = match channel {
            Channel::Camt054 => vec![money_in],
            Channel::Camt052Cumulative => vec![part[..half].to_vec(), part.to_vec()],
            Channel::Camt052 if world.habits.references != References::OneADay => halves(part),
            Channel::Camt052 => vec![part.to_vec()],
            _ => vec![part.to_vec()],
        };
        for (at, entries) in reports.iter().enumerate().filter(|(_, entries)| !entries.is_empty()) {
            let account =
                format!("<Acct><Id><IBAN>{}</IBAN></Id><Ccy>{currency}</Ccy></Acct>", world.iban);
            let _ = write!(
                out,
                "<{element}><Id>{element}-{}-{currency}-{at}</Id><CreDtTm>{}T1{at}:00:00</CreDtTm>{account}",
                span.start,
                world.day(span.end)
            );
            if channel == Channel::Camt053 {
                let (from, to) = (world.day(span.start), world.day(span.end - 1));
                let opening = world.before(currency, from);
                let closing = opening + entries.iter().map(|b| b.cents).sum::<i64>();
                for (kind, cents, day) in [("OPBD", opening, from), ("CLBD", closing, to)] {
                    let _ = write!(
                        out,
                        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{day}</Dt></Dt></Bal>",
                        signed(cents, currency)
                    );
                }
            }
            entries.iter().for_each(|booking| out += &camt_entry(world.habits, channel, booking));
            let _ = write!(out, "</{element}>");
        }
    }
    out + &format!("</{body}></Document>")
}

fn signed(cents: i64, currency: &str) -> String {
    let way = if cents < 0 { "DBIT" } else { "CRDT" };
    format!("<Amt Ccy=\"{currency}\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd>", money(cents.abs(), '.'))
}

fn camt_entry(habits: Habits, channel: Channel, booking: &Booking) -> String {
    let apart = match channel {
        Channel::Camt053 => "",
        Channel::Camt054 => "N",
        _ if habits.own_in_interim => "I",
        _ => "",
    };
    let reference = match habits.references {
        References::EachItsOwn => format!(
            "<AcctSvcrRef>{apart}{}{:09}</AcctSvcrRef>",
            booking.day.strftime("%Y%m%d"),
            booking.number
        ),
        References::OneADay => {
            format!("<AcctSvcrRef>{apart}{}</AcctSvcrRef>", booking.day.strftime("%Y%m%d"))
        }
        References::None => String::new(),
    };
    let reversal = if booking.sort == Sort::Reversed { "<RvslInd>true</RvslInd>" } else { "" };
    let code = match booking.sort {
        Sort::Returned(_) => "NRTI+109",
        Sort::Batch(_) => "NTRF+189",
        _ => "NTRF+166",
    };
    let details = match &booking.sort {
        Sort::Batch(parts)
            if channel == Channel::Camt054 || (habits.details && channel == Channel::Camt053) =>
        {
            parts
                .iter()
                .map(|(cents, party, text)| {
                    transaction(*cents, booking.currency, *party, text, None, "")
                })
                .collect::<String>()
        }
        Sort::Batch(_) => String::new(),
        Sort::Returned(reason) => {
            let info = format!("<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>");
            transaction(
                booking.cents,
                booking.currency,
                booking.party,
                &booking.text,
                booking.end_to_end.as_deref(),
                &info,
            )
        }
        _ => transaction(
            booking.cents,
            booking.currency,
            booking.party,
            &booking.text,
            booking.end_to_end.as_deref(),
            "",
        ),
    };
    let details =
        if details.is_empty() { details } else { format!("<NtryDtls>{details}</NtryDtls>") };
    let about = if matches!(booking.sort, Sort::Batch(_)) {
        "<AddtlNtryInf>SAMMELGUTSCHRIFT</AddtlNtryInf>"
    } else {
        ""
    };
    format!(
        "<Ntry>{}{reversal}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{}</Dt></BookgDt><ValDt><Dt>{}</Dt></ValDt>\
         {reference}<BkTxCd><Prtry><Cd>{code}</Cd></Prtry></BkTxCd>{details}{about}</Ntry>",
        signed(booking.cents, booking.currency),
        booking.day,
        booking.value
    )
}

fn transaction(
    cents: i64,
    currency: &str,
    party: usize,
    text: &str,
    end_to_end: Option<&str>,
    info: &str,
) -> String {
    let side = if cents < 0 { "Cdtr" } else { "Dbtr" };
    let text = if text.is_empty() {
        String::new()
    } else {
        format!("<RmtInf><Ustrd>{text}</Ustrd></RmtInf>")
    };
    format!(
        "<TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs>{}<RltdPties><{side}><Pty><Nm>{}</Nm></Pty></{side}>\
         <{side}Acct><Id><IBAN>{}</IBAN></Id></{side}Acct></RltdPties>{text}{info}</TxDtls>",
        end_to_end.unwrap_or("NOTPROVIDED"),
        signed(cents, currency),
        NAMES[party].replace('&', "&amp;"),
        IBANS[party]
    )
}

pub fn mt(
    world: &World,
    channel: Channel,
    part: &[&Booking],
    span: &std::ops::Range<usize>,
) -> String {
    let currency = part[0].currency;
    let (from, to) = (world.day(span.start), world.day(span.end - 1));
    let opening = world.before(currency, from);
    let closing = opening + part.iter().map(|b| b.cents).sum::<i64>();
    let balance = |cents: i64, day: Date| {
        format!(
            "{}{}{currency}{}",
            if cents < 0 { 'D' } else { 'C' },
            day.strftime("%y%m%d"),
            money(cents.abs(), ',')
        )
    };
    let mut out =
        format!(":20:STARTUMS\r\n:25:{}\r\n:28C:{:05}/001\r\n", world.iban, span.start + 1);
    match channel {
        Channel::Mt942 | Channel::Mt942Parts => {
            out += &format!(":34F:{currency}0,\r\n:13D:{}1200+0100\r\n", to.strftime("%y%m%d"))
        }
        _ => out += &format!(":60F:{}\r\n", balance(opening, from)),
    }
    for booking in part {
        let mark = match (&booking.sort, booking.cents < 0) {
            (Sort::Reversed, false) => "RD",
            (Sort::Reversed, true) => "RC",
            (_, true) => "D",
            (_, false) => "C",
        };
        let entry_date = if channel == Channel::Mt940Free {
            String::new()
        } else {
            booking.day.strftime("%m%d").to_string()
        };
        let bank = if channel == Channel::Mt940Free {
            "NONREF".to_owned()
        } else {
            format!("NONREF//X{:04}", booking.number)
        };
        out += &format!(
            ":61:{}{entry_date}{mark}{}NTRF{bank}\r\n",
            booking.value.strftime("%y%m%d"),
            money(booking.cents.abs(), ',')
        );
        out += &if channel == Channel::Mt940Free {
            free_text(booking)
        } else {
            structured_text(booking)
        };
    }
    match channel {
        Channel::Mt942 | Channel::Mt942Parts => {
            let sum = |minus: bool| -> (usize, i64) {
                let side: Vec<i64> =
                    part.iter().map(|b| b.cents).filter(|cents| (*cents < 0) == minus).collect();
                (side.len(), side.iter().map(|cents| cents.abs()).sum())
            };
            let ((debits, debit), (credits, credit)) = (sum(true), sum(false));
            out += &format!(
                ":90D:{debits}{currency}{}\r\n:90C:{credits}{currency}{}\r\n-\r\n",
                money(debit, ','),
                money(credit, ',')
            );
        }
        _ => out += &format!(":62F:{}\r\n-\r\n", balance(closing, to)),
    }
    out
}

/// Germany's form: subfields of 27 characters.
fn structured_text(booking: &Booking) -> String {
    let (code, words) = match booking.sort {
        Sort::Batch(_) => ("189", "SAMMELGUTSCHRIFT"),
        Sort::Returned(_) => ("109", "RUECKLASTSCHRIFT"),
        _ if booking.cents < 0 => ("116", "UEBERWEISUNG"),
        _ => ("166", "GUTSCHR. UEBERWEISUNG"),
    };
    let end_to_end = booking.end_to_end.as_ref().map(|id| format!("EREF+{id}")).unwrap_or_default();
    let purpose = match (&booking.sort, booking.text.as_str()) {
        (Sort::Batch(_), _) | (_, "") => String::new(),
        (_, text) => format!("SVWZ+{text}"),
    };
    let mut parts: Vec<String> = Vec::new();
    for field in [end_to_end, purpose].iter().filter(|field| !field.is_empty()) {
        let letters: Vec<char> = field.chars().collect();
        parts.extend(letters.chunks(27).map(|chunk| chunk.iter().collect::<String>()));
    }
    let mut field = format!(":86:{code}?00{words}");
    parts.iter().enumerate().for_each(|(at, part)| field += &format!("?{}{part}", 20 + at));
    if !matches!(booking.sort, Sort::Batch(_)) {
        field += &format!("?31{}?32{}", IBANS[booking.party], NAMES[booking.party]);
    }
    field + "\r\n"
}

fn free_text(booking: &Booking) -> String {
    match booking.sort {
        Sort::Batch(_) => ":86:SAMMELGUTSCHRIFT\r\n".to_owned(),
        _ => format!(":86:{} {} {}\r\n", NAMES[booking.party], IBANS[booking.party], booking.text),
    }
}
