"""The database file: opening, locking, pragmas, transactions, migrations, backups. Dialect words live here alone."""
