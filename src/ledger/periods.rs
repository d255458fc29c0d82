//! Periods: what has been closed is not changed any more (§ 146 (4) AO, GoBD chapter 3.2.4);
//! whatever comes late is booked on the first day that is open and keeps the day of its document.

use jiff::civil::Date;

/// Which days of one company's books take bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Periods {
    /// The last closed day; it and all before it take no booking. `None`: nothing is closed.
    pub closed_until: Option<Date>,
}

/// Why a period cannot be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotClosed {
    /// The books are closed until this day already; closing is not taken back.
    Already(Date),
    /// The day is not over: more of it may still be booked.
    NotOver,
}

impl Periods {
    /// The day that a booking is dated: the wished one, or the first open one.
    pub fn accounting_date(self, wished: Date) -> Date {
        match self.closed_until {
            Some(last) if wished <= last => last.tomorrow().unwrap_or(wished),
            _ => wished,
        }
    }

    /// True when the day takes no booking any more.
    pub fn is_closed(self, day: Date) -> bool {
        self.closed_until.is_some_and(|last| day <= last)
    }

    /// Closes up to and including a day.
    ///
    /// # Errors
    /// The day is closed already, or it is not over on `today`.
    pub fn close(self, until: Date, today: Date) -> Result<Periods, NotClosed> {
        match self.closed_until {
            Some(last) if until <= last => Err(NotClosed::Already(last)),
            _ if until >= today => Err(NotClosed::NotOver),
            _ => Ok(Periods { closed_until: Some(until) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_late_booking_goes_to_the_first_open_day() {
        let periods = Periods { closed_until: Some(date(2026, 9, 30)) };
        assert_eq!(periods.accounting_date(date(2026, 9, 15)), date(2026, 10, 1));
        assert_eq!(periods.accounting_date(date(2026, 9, 30)), date(2026, 10, 1));
        assert_eq!(periods.accounting_date(date(2026, 10, 2)), date(2026, 10, 2));
        assert_eq!(Periods::default().accounting_date(date(2026, 9, 15)), date(2026, 9, 15));
    }

    #[test]
    fn closing_goes_forward_and_never_past_yesterday() {
        let open = Periods::default();
        let today = date(2026, 10, 5);
        let closed = open.close(date(2026, 9, 30), today).unwrap();
        assert!(closed.is_closed(date(2026, 9, 30)) && !closed.is_closed(date(2026, 10, 1)));
        assert_eq!(
            closed.close(date(2026, 8, 31), today),
            Err(NotClosed::Already(date(2026, 9, 30)))
        );
        assert_eq!(
            closed.close(date(2026, 9, 30), today),
            Err(NotClosed::Already(date(2026, 9, 30)))
        );
        assert_eq!(closed.close(today, today), Err(NotClosed::NotOver));
        assert!(closed.close(date(2026, 10, 4), today).is_ok());
    }
}
