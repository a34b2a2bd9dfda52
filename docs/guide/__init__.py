"""What makes the generated pages of the guide, and its site."""
