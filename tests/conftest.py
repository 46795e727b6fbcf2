"""What every test may use. The servers come by themselves when a test asks for the database."""

pytest_plugins = ["tests.servers", "tests.clock", "tests.world"]
