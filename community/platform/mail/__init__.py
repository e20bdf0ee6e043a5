"""Mail: written as a row beside what it tells of, sent by the worker. See docs/decisions/0009-mail-is-rows.md."""
