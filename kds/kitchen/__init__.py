"""The application: one mutable kitchen between the sources, the store and the screen; knows them only by its ports."""
