//! Names, units, dates and expressions on one line, as messages show them.

use std::fmt::{Display, Formatter, Result};

use super::expressions::{Writer, spelled};
use crate::tree::{Date, DateExpr, Expr, Ident, UnitExpr};

impl Display for Date {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(f, "-{day:02}")?;
            }
        }
        Ok(())
    }
}

impl Display for DateExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if self.end_of {
            f.write_str("end of ")?;
        }
        self.date.fmt(f)
    }
}

impl Display for Ident {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&spelled(self))
    }
}

impl Display for UnitExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut writer = Writer::default();
        writer.unit(self);
        f.write_str(&writer.flat())
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut writer = Writer::default();
        writer.expression(self);
        f.write_str(&writer.flat())
    }
}
