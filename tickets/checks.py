"""System checks that need the models."""
