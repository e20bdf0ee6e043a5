"""The public record: an append-only chain of what was decided and promised, which anybody can check."""
