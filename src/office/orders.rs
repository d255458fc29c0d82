//! What the texts of bank entries name beside open items: orders, and invoices that wait.

use super::plan::Plan;
use super::run::Desk;
use crate::store::Neighbours;

impl Desk {
    /// Tells a neighbourhood the orders that the texts of its entries that wait may name, those of
    /// the plan among them, and the invoices that wait themselves.
    pub(super) async fn tell_named(
        &self,
        plan: &Plan<'_>,
        company: &str,
        near: &mut Neighbours,
    ) -> anyhow::Result<()> {
        if plan.has_undecided(company, near) {
            near.held = self.store.numbers_held(company).await?;
        }
        let of_plan = plan.orders_of(company);
        if of_plan.is_empty() && !self.store.has_orders(company).await? {
            return Ok(());
        }
        let numbers = plan.numbers_of_orders(company, near);
        near.named = self.store.orders_named(company, &numbers).await?;
        let new: Vec<String> =
            of_plan.into_iter().filter(|number| numbers.contains(number)).collect();
        near.named.invoiced.extend(self.store.invoiced(company, &new).await?);
        Ok(())
    }
}
