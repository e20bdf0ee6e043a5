"""The worker: a thread of the server, or a process of its own, that does what no request should wait for."""
