"""Alembic environment: runs inside the transaction the program opened, on the program's own connection."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=False)
context.run_migrations()
