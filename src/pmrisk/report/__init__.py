"""The page: a result as text for a planner, or as JSON for a program."""
