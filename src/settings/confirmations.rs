//! `[confirmations]`: what business partners are told by mail of themselves; each off until it is
//! turned on.

use super::page::Table;

/// What a company has confirmed by mail. An address comes from the list of contacts alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confirmations {
    /// `goods_received`: the vendor hears what of a delivery arrived, with the differences.
    pub goods_received: bool,
    /// `claims`: the vendor is asked to make good what came short or was not announced.
    pub claims: bool,
    /// `orders`: the customer's order is confirmed with the day that it can be expected.
    pub orders: bool,
}

impl Confirmations {
    pub(super) fn read(root: &Table<'_>) -> Confirmations {
        let Some(table) = root.table("confirmations") else { return Confirmations::default() };
        let on = |key| table.boolean(key).unwrap_or_default();
        let read = Confirmations {
            goods_received: on("goods_received"),
            claims: on("claims"),
            orders: on("orders"),
        };
        table.done();
        read
    }

    /// Whether anything follows from goods that arrived.
    pub fn of_goods(self) -> bool {
        self.goods_received || self.claims
    }
}
