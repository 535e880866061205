"""How well methods agree with judgements that people made elsewhere; see docs/agreement.md."""
