"""Demo content: invented people and stories, played through the real actions. See README.md."""
