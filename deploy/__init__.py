"""How the parts are put together and run: embedded in one process, or one process a service in compose."""
