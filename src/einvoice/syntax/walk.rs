//! One walk over a document that asks every rule of a table.

use super::memo::Memo;
use super::special::said;
use super::table::{Context, Kind, Named, Table};
use crate::xml::{Node, Tree};

/// A broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The number of the row in its table.
    pub row: u32,
    /// The element where it broke first.
    pub node: u32,
    /// How often it broke.
    pub count: usize,
}

/// Asks every rule. A rule breaks once for each element of its context, as the official engine
/// does.
pub fn walk(table: &Table, tree: &Tree) -> Vec<Hit> {
    let mut walk = Walk {
        table,
        tally: vec![Tally::default(); table.rows.len()],
        round: 0,
        memo: Memo::default(),
        hits: Vec::new(),
    };
    for node in tree.nodes() {
        let named = table.named(node.name());
        if let Some(context) = table.context(node, named, &walk.memo) {
            walk.judge(node, context);
        }
        walk.anywhere(node, named);
    }
    walk.hits
}

/// The round in which rows that look through the whole document count.
const WHOLE: u32 = u32::MAX;

/// How often a row found what it looks for, in which round.
#[derive(Clone, Copy, Default)]
struct Tally {
    round: u32,
    count: u32,
    /// Where its hit stands, from 1; 0 is none.
    hit: u32,
}

struct Walk<'w, 't, 'a> {
    table: &'w Table,
    tally: Vec<Tally>,
    /// Counts the elements that were judged; each has a round of its own.
    round: u32,
    memo: Memo<'t, 'a>,
    hits: Vec<Hit>,
}

impl<'t, 'a> Walk<'_, 't, 'a> {
    fn judge(&mut self, node: Node<'t, 'a>, context: &Context) {
        self.round += 1;
        self.follow(node, context.step);
        for row in &context.needing {
            if self.tally.get(*row as usize).is_some_and(|tally| tally.round != self.round) {
                self.hit(*row, node);
            }
        }
        for row in &context.own {
            if self
                .table
                .rows
                .get(*row as usize)
                .is_some_and(|fact| self.is_broken(fact.kind, node))
            {
                self.hit(*row, node);
            }
        }
        for row in &context.special {
            if let Some(Kind::Special(condition)) =
                self.table.rows.get(*row as usize).map(|row| row.kind)
                && let Some(at) = condition(node, &self.memo)
            {
                self.hit(*row, at);
            }
        }
    }

    /// Whether a row about the element itself is broken.
    fn is_broken(&self, kind: Kind, node: Node) -> bool {
        match kind {
            Kind::Code(codes, Some(attribute)) => {
                !self.table.allows(codes, node.attribute(attribute).unwrap_or_default())
            }
            Kind::Code(codes, None) => !self.table.allows(codes, &said(node)),
            kind => matches!(kind, Kind::Never),
        }
    }

    /// Follows the paths of a context. They are as deep as the tables say, whatever the document
    /// holds.
    fn follow(&mut self, node: Node, step: u32) {
        let table = self.table;
        let Some(step) = table.step(step) else { return };
        for (attribute, row) in &step.attributes {
            if node.attribute(*attribute).is_some() {
                self.found(*row, node, self.round);
            }
        }
        if step.edges.is_empty() {
            return;
        }
        for child in node.children() {
            let Some(next) = step.follow(child.name()) else { continue };
            for row in table.step(next).map(|step| step.rows.as_slice()).unwrap_or_default() {
                self.found(*row, child, self.round);
            }
            self.follow(child, next);
        }
    }

    fn anywhere(&mut self, node: Node, named: Option<&Named>) {
        let table = self.table;
        table.anywhere(node, named).for_each(|row| self.found(row, node, WHOLE));
        for attribute in node.attributes() {
            table.attribute(attribute.name).iter().for_each(|row| self.found(*row, node, WHOLE));
        }
    }

    /// Counts a find and reports it when it is one too many.
    fn found(&mut self, row: u32, node: Node, round: u32) {
        let (Some(tally), Some(fact)) =
            (self.tally.get_mut(row as usize), self.table.rows.get(row as usize))
        else {
            return;
        };
        if tally.round != round {
            *tally = Tally { round, count: 0, ..*tally };
        }
        tally.count += 1;
        let most = match fact.kind {
            Kind::Absent => 0,
            Kind::Once | Kind::One => 1,
            Kind::Some | Kind::Never | Kind::Code(..) | Kind::Special(_) => return,
        };
        if tally.count == most + 1 {
            self.hit(row, node);
        }
    }
    /// Notes a breach, or counts it when its rule is broken already.
    fn hit(&mut self, row: u32, node: Node) {
        let Some(tally) = self.tally.get_mut(row as usize) else { return };
        match self.hits.get_mut((tally.hit as usize).wrapping_sub(1)) {
            Some(hit) => hit.count += 1,
            None => {
                self.hits.push(Hit { row, node: node.id(), count: 1 });
                tally.hit = self.hits.len() as u32;
            }
        }
    }
}
