"""Several server processes on one PostgreSQL: what one of them commits is told to the others by NOTIFY and LISTEN.

It is a hint for whoever listens to a server (hub, web pages) and nothing more: what a server answers is read from the
database each time, so a lost notification never makes an answer wrong (`revisions.py`). A server tells its own changes at
once and those of others as they arrive, so that two changes at two servers may be told in either order.
"""
