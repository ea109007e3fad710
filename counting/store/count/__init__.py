"""The count's ledger: what `congress.db` holds beside its log, a module for each."""
