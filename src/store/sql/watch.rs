//! Who else writes the books is noted: triggers on each table that states something write down the
//! row that is added, changed or deleted, and never see what kontor writes. In a file, kontor's own
//! connection has its triggers turned off; on a server it says who it is ([`WRITES`]).
//!
//! That is for those who repair a row by hand and forget it, and for errors of other programs.
//! Whoever means to hide a change can take the triggers away: the hashes are for them.

use super::{Pool, QueryBuilder, Row, Transaction, query};
use crate::store::Stored;
use crate::store::read::date;
use jiff::civil::Date;
use rusqlite::Connection;
use serde_json::{Map, Value as Json};

/// The tables that are watched, with the columns that name a row: those that state what was read,
/// decided and booked. Sums, keys and lists of work to do follow from them; mails are sent.
pub(super) const WATCHED: &[(&str, &[&str])] = &[
    ("allocation", &["entry_id", "item_id"]),
    ("bank_entry", &["id"]),
    ("billed_invoice", &["document_id"]),
    ("closing", &["company", "closed_until"]),
    ("contact", &["id"]),
    ("decision", &["id"]),
    ("deduction_part", &["document_id", "item_id", "place", "is_paid"]),
    ("deduction_restored", &["document_id", "item_id"]),
    ("delivery_note", &["company", "supplier", "number"]),
    ("document", &["id"]),
    ("entry_source", &["entry_id", "statement_id"]),
    ("exchange_rate", &["currency", "day"]),
    ("goods_accrual", &["company", "posting", "position"]),
    ("invoice_control", &["document_id"]),
    ("item_movement", &["item_id", "date", "entry_id", "amount_minor"]),
    ("journal_entry", &["company", "number"]),
    ("journal_line", &["company", "number", "line"]),
    ("open_item", &["id"]),
    ("opening_balance", &["company", "account"]),
    ("order_message", &["document_id", "position"]),
    ("placed_order", &["company", "number", "side", "issuer"]),
    ("reduction_returned", &["document_id", "item_id"]),
    ("set_off", &["id"]),
    ("settings_in_force", &["company", "posting"]),
    ("statement", &["id"]),
    ("stock_count", &["document_id", "position"]),
    ("unit_said", &["company", "article", "unit", "of_unit", "position"]),
];

/// What kontor's connections to a server say of themselves.
pub(super) const WRITES: (&str, &str) = ("kontor.writes", "yes");

/// How the triggers' names begin.
const WATCH: &str = "kontor_watch_";

/// What they do on a server, for the columns that they are made with: [`in_file`] has the same in
/// SQLite's words.
const ON_SERVER: &str = "CREATE OR REPLACE FUNCTION kontor_changed_by_hand() RETURNS trigger \
    LANGUAGE plpgsql AS $$ DECLARE before text; after text; today text; BEGIN \
    SELECT CAST(jsonb_object_agg(part, to_jsonb(OLD) -> part) AS text) INTO before FROM \
    unnest(TG_ARGV) AS part; \
    SELECT CAST(jsonb_object_agg(part, to_jsonb(NEW) -> part) AS text) INTO after FROM \
    unnest(TG_ARGV) AS part; \
    today := to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD'); \
    IF TG_OP <> 'INSERT' THEN INSERT INTO changed_by_hand (name, row_key, was, day) VALUES \
    (TG_TABLE_NAME, before, CAST(to_jsonb(OLD) AS text), today) ON CONFLICT DO NOTHING; END IF; \
    IF TG_OP <> 'DELETE' THEN INSERT INTO changed_by_hand (name, row_key, was, day) VALUES \
    (TG_TABLE_NAME, after, NULL, today) ON CONFLICT DO NOTHING; \
    DELETE FROM changed_by_hand AS c WHERE c.name = TG_TABLE_NAME AND c.was = \
    CAST(to_jsonb(NEW) AS text); END IF; \
    RETURN NULL; END $$";

/// A row of the books that another hand changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// The table.
    pub table: String,
    /// What names the row: `id 17`, `company mueller, number 3`.
    pub row: String,
    /// What was done to it.
    pub done: Done,
    /// The day of the first change (UTC).
    pub day: Date,
}

/// What another hand did to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was not there.
    Added,
    /// It says something else.
    Changed,
    /// It is gone.
    Gone,
}

/// The columns of a table of a file, as they stand in a row of that name, in one text.
fn contents(columns: &[String], row: &str) -> String {
    let named: Vec<String> = columns.iter().map(|column| format!("{row}\"{column}\"")).collect();
    format!("json_array({})", named.join(", "))
}

fn columns(of: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut asked = of.prepare_cached("SELECT name FROM pragma_table_info(?)")?;
    asked.query_map([table], |row| row.get(0))?.collect()
}

/// Takes the triggers of a file away: a table that they name cannot be altered freely.
pub(super) fn unwatch(file: &Connection) -> rusqlite::Result<()> {
    let names: Vec<String> = file
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE ?")?
        .query_map([format!("{WATCH}%")], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    names.iter().try_for_each(|name| file.execute_batch(&format!("DROP TRIGGER {name}")))
}

/// Makes the triggers of a file.
pub(super) fn watch(file: &Connection) -> rusqlite::Result<()> {
    for (table, key) in WATCHED {
        let columns = columns(file, table)?;
        for what in ["INSERT", "UPDATE", "DELETE"] {
            let done = in_file(table, key, &columns, what);
            file.execute_batch(&format!(
                "CREATE TRIGGER {WATCH}{table}_{what} AFTER {what} ON {table} BEGIN {done} END"
            ))?;
        }
    }
    Ok(())
}

/// What a trigger of a file does: it notes what the row said, and where it is new that it was not
/// there, unless the row is noted already; what says again what it said is no change.
fn in_file(table: &str, key: &[&str], columns: &[String], what: &str) -> String {
    let named = |row: &str| {
        let parts: Vec<String> =
            key.iter().map(|part| format!("'{part}', {row}\"{part}\"")).collect();
        format!("json_object({})", parts.join(", "))
    };
    let note = |named: &str, was: &str| {
        format!(
            "INSERT INTO changed_by_hand (name, row_key, was, day) SELECT '{table}', {named}, \
             {was}, strftime('%Y-%m-%d', 'now') WHERE NOT EXISTS (SELECT 1 FROM changed_by_hand \
             WHERE name = '{table}' AND row_key = {named}); "
        )
    };
    let mut done = String::new();
    if what != "INSERT" {
        done += &note(&named("OLD."), &contents(columns, "OLD."));
    }
    if what != "DELETE" {
        done += &note(&named("NEW."), "NULL");
        let says = contents(columns, "NEW.");
        done += &format!("DELETE FROM changed_by_hand WHERE name = '{table}' AND was = {says};");
    }
    done
}

/// Makes the triggers of a server's tables where they are not all there.
pub(super) async fn watch_server(pool: &Pool) -> Stored<()> {
    let made = "SELECT COUNT(*) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE \
        c.relnamespace = CAST(current_schema() AS regnamespace) AND t.tgname LIKE 'kontor_watch_%'";
    let is_made = |row: Row| -> Stored<bool> {
        Ok(usize::try_from(row.try_get::<i64, _>(0)?).is_ok_and(|made| made == WATCHED.len()))
    };
    if is_made(query(made).fetch_one(pool).await?)? {
        return Ok(());
    }
    let mut to = pool.begin().await?;
    // One process of several makes them.
    query("SELECT pg_advisory_xact_lock(118374915597174)").execute(&mut to).await?;
    if !is_made(query(made).fetch_one(&mut to).await?)? {
        query(ON_SERVER).execute(&mut to).await?;
        for (table, key) in WATCHED {
            watch_table(&mut to, table, key).await?;
        }
    }
    to.commit().await
}

async fn watch_table(to: &mut Transaction, table: &str, key: &[&str]) -> Stored<()> {
    let key: Vec<String> = key.iter().map(|part| format!("'{part}'")).collect();
    let gone = format!("DROP TRIGGER IF EXISTS {WATCH}{table} ON {table}");
    let made = format!(
        "CREATE TRIGGER {WATCH}{table} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW \
         WHEN (current_setting('kontor.writes', TRUE) IS DISTINCT FROM 'yes') EXECUTE FUNCTION \
         kontor_changed_by_hand({})",
        key.join(", ")
    );
    for text in [gone, made] {
        QueryBuilder::new(text).build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Pool {
    /// The rows that another hand changed and that do not say again what they said before.
    pub(in crate::store) async fn changed_by_hand(&self) -> Stored<Vec<ByHand>> {
        let noted =
            query("SELECT name, row_key, was, day FROM changed_by_hand ORDER BY name, row_key");
        let mut found = Vec::new();
        for row in noted.fetch_all(self).await? {
            let (table, key): (String, &str) = (row.try_get("name")?, row.try_get("row_key")?);
            let was: Option<&str> = row.try_get("was")?;
            let key: Map<String, Json> = serde_json::from_str(key).unwrap_or_default();
            let is = self.now(&table, &key).await?;
            let done = match (was, &is) {
                (None, Some(_)) => Done::Added,
                (Some(_), None) => Done::Gone,
                (Some(was), Some(is)) if was != is => Done::Changed,
                _ => continue,
            };
            let day = date(&row, "day")?.unwrap_or_default();
            found.push(ByHand { table, row: said(&key), done, day });
        }
        Ok(found)
    }

    /// What a row says now; `None` where it is not there.
    async fn now(&self, table: &str, key: &Map<String, Json>) -> Stored<Option<String>> {
        // What is no table or column of these books is nothing that the triggers wrote.
        let known = WATCHED.iter().find(|(name, _)| *name == table);
        let Some((table, parts)) = known else { return Ok(None) };
        let says = match self {
            Pool::Postgres(_) => "CAST(to_jsonb(t) AS TEXT)".to_owned(),
            Pool::Sqlite(_) | Pool::Within(_) => {
                let asked = query("SELECT name FROM pragma_table_info($1)").bind(*table);
                let columns = asked.fetch_as(self, |row| Ok(row.try_get("name")?)).await?;
                contents(&columns, "t.")
            }
        };
        let mut asked =
            QueryBuilder::new(format!("SELECT {says} AS says FROM {table} AS t WHERE TRUE"));
        for part in *parts {
            asked.push(format!(" AND t.{part} "));
            match key.get(*part) {
                Some(Json::Number(number)) => asked.push("= ").push_bind(number.as_i64()),
                Some(Json::String(text)) => asked.push("= ").push_bind(text),
                _ => asked.push("IS NULL"),
            };
        }
        let rows = asked.push(" LIMIT 1").build().fetch_all(self).await?;
        rows.first().map(|row| Ok(row.try_get("says")?)).transpose()
    }
}

/// `company mueller, number 3`.
fn said(key: &Map<String, Json>) -> String {
    let part = |(name, value): (&String, &Json)| match value {
        Json::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    };
    key.iter().map(part).collect::<Vec<_>>().join(", ")
}
