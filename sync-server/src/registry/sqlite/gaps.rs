//! Whether anything is missing in the log.

use latarnia_core::error::Result;
use latarnia_core::store::ledger::log_number;
use rusqlite::Connection;

/// Numbers are dense from 1 to the counter, and so is every device's own count.
pub fn gaps(db: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let (count, highest): (i64, i64) = db.query_row(
        "select count(*), coalesce(max(number), 0) from op where number is not null",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let given = log_number(db)?;
    if count != highest || u64::try_from(highest) != Ok(given) {
        problems.push(format!("the log holds {count} numbers up to {highest}, {given} were given"));
    }
    let mut select = db.prepare("select hex(device), count(*), max(seq) from op group by device")?;
    let rows =
        select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get(2)?)))?;
    for row in rows {
        let (device, count, highest): (String, i64, i64) = row?;
        if count != highest {
            problems.push(format!("the log of device {device} holds {count} operations up to {highest}"));
        }
    }
    Ok(problems)
}
