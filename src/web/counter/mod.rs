//! Pages of the counter's work: outage, drafts, entries, register.
