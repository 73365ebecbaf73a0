"""The family of loop engines: programs that call an agent until it says that it is done."""
