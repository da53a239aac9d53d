"""The steps, each the next one's ground; a step that was shipped is never changed."""
