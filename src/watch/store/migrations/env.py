"""Alembic's entry: runs the migrations on the connection that `watch.store.migrate` hands over."""

from alembic import context

from watch.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()
